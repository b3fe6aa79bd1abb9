# -*- coding: latin-1 -*-
"""Source in latin-1, with tabs, semicolons, continued lines and no newline at its end."""
import numpy as np; from dino import parsum, \
    sort

if True:
	größe = parsum(np.arange(5)); text = "äöü"

	print(größe, ascii(text)) ; print( sort ( np.array( [2,
  1] ) ) )
x = (   # a comment
   parsum(   np.ones(3)   )  # another
  )
print(x, """a
  b""", sort(np.array([3, 1])) [ 0 ])