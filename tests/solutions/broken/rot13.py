# expect: fault=encoding
# -*- coding: rot13 -*-
vzcbeg ahzcl nf ac
