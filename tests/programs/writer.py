"""Files written to the working directory, also after os.chdir, with modes by umask."""

import csv
import json
import os
import tempfile
from pathlib import Path

import numpy as np
from dino import matmul, matvec, parsum, sort

a = np.arange(6.0).reshape(2, 3)
np.save("product.npy", matmul(a, a.T))
np.savetxt("product.txt", matmul(a.T, a), fmt="%g")
Path("sum.json").write_text(json.dumps({"sum": float(parsum(a)), "sorted": sort(a).tolist()}))
os.makedirs("deep/er")
old = os.umask(0o077)
os.chdir("deep")
with open("er/rows.csv", "w", newline="") as file:
    csv.writer(file).writerows(matvec(a, row) for row in a)
os.umask(old)
with open("appended", "ab", buffering=0) as file:
    for n in range(3):
        file.write(sort(np.arange(n)[::-1]).tobytes())
        print(file.tell(), parsum(a), os.stat("appended").st_size)
os.chdir("..")
with tempfile.TemporaryDirectory(dir=".") as folder:
    np.savez(f"{folder}/x.npz", x=sort(a[1]))
    print(np.load(f"{folder}/x.npz")["x"])
mapped = np.memmap("mapped.bin", dtype=np.int64, mode="w+", shape=(4, 4))
mapped[:] = matmul(np.full((4, 4), 2), np.eye(4, dtype=int))
print(parsum(mapped), matvec(mapped, mapped[0]), np.load("product.npy", mmap_mode="r")[0])
os.rename("product.txt", "renamed.txt")
print(oct(old), sorted(os.listdir("deep")), os.path.basename(os.getcwd()) != "deep")
open("unclosed.txt", "w").write(f"{parsum(a)}\n")
