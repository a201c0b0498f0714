select unit_code as code, label_vi as vi, label_en as en
from marts.dim_unit
