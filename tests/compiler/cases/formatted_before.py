import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
print(f"{x[0]:.1f} {parsum(x):8.3f} {sort(x)!r} of {len(x)}: {parsum( x )}" f'{x[1]} {matvec(np.eye(3), x)[0]}')
print(f"""{parsum(x)}
    {{}} {'a'!s} {sort(x)[0]} {parsum(x):.0f}""")
