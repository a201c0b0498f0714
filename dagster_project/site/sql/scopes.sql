select scope_code as code, label_vi as vi, label_en as en
from marts.dim_scope
