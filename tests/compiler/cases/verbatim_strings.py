import numpy as np
from dino import parsum

text = """
  keep
	this
"""
if parsum(np.arange(3)) == 3:
    more = f"""
  {parsum(np.arange(4))}
 indented{'''
x'''}
"""
    raw = 'a\
  b'
    print(repr(more), repr(raw))
for _ in range(2):
    print(repr("""a
 b"""), parsum(np.arange(3)), repr('''c
    d'''))
print(repr(text))
