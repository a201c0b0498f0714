select funding_source as code, label_vi as vi, label_en as en
from marts.dim_funding_source
