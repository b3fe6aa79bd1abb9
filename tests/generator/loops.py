"""Loops of generated programs, and what leaves them: a part of `grammar`, where the slots are explained."""

LOOPS = (
    "4 for {set:int} in range({small}):\n    {loop}",
    "3 for {set:int} in range({small}):\n    {loop}\nelse:\n    {block}",
    "2 for {set:vec} in {list}[:3]:\n    {loop}",
    "for {set:vec} in [{sort}({vec}), {vec}]:\n    {loop}\nelse:\n    {block}",
    "for {set:num} in {sort}({vec})[:2]:\n    {loop}",
    "for {set:int}, {set:vec} in enumerate([{vec}, {matvec}({mat}, {vec})]):\n    {loop}",
    "for {set:int}, ({set:num}, {set:vec}) in zip(range(2), [({parsum}({vec}), {vec})] * 2):\n    {loop}",
    "for {name:list}[{k} % 1] in [{sort}({vec})]:\n    {loop}",
    "for {set:num} in map({parsum}, {list}[:2]):\n    {loop}",
    "for {set:num} in ({parsum}(v) for v in {list}[:2]):\n    {loop}",
    "2 {counter} = 0\nwhile {counter} < {small}:\n    {counter} += 1\n    {loop}",
    "{counter} = 0\nwhile {parsum}(np.arange({counter})) < {k} % 4 and {counter} < 3:\n    {counter} += 1\n    {loop}",
    "{counter} = 0\nwhile {parsum}({vec}) * 0 + {counter} < {small}:\n    {counter} += 1\n    {loop}\nelse:\n    {block}",
    "{counter} = 3\nwhile {counter}:\n    {counter} -= 1\n    {loop}\nelse:\n    {block}",
    "{counter} = 0\nwhile True:\n    {counter} += 1\n    if {counter} > {small}:\n        break\n    {loop}",
    "3 {local} = {vec}\nfor {set:int} in range({small}):\n    {local} = {matvec}({mat}, {local})\nprint({local}.tolist())",
    "2 {local} = {mat}\nfor {set:int} in range({small}):\n    {local} = {matmul}({local}, {mat})\n    {loop}\n"
    "else:\n    print({local}.sum())\n{set:mat} = {local}",
    "2 {local} = {mat}\nfor {set:num} in {vec}[:2]:\n    {local} = {matmul}({matmul}({mat}, {local}), {mat})\n    {loop}\n"
    "{set:mat} = {local}",
    "2 {local} = {vec}\n{counter} = 0\nwhile {counter} < 3:\n    {counter} += 1\n    if {bool}:\n        {local} = {vec}\n"
    "        continue\n    {local} = {matvec}({mat}, {matvec}({mat}, {local}))\n{local} += 1\nprint({local}.tolist())",
    "{local} = {vec}\nfor {set:num} in {matvec}({mat}, {local})[:2]:\n    {local} = {matvec}({mat}, {local})\nprint({local}.sum())",
    "{local} = {vec}\n{counter} = 0\nwhile {parsum}({local}) * 0 + {counter} < 2:\n    {counter} += 1\n"
    "    {local} = {matvec}({mat}, {local})\nprint({local}.sum())",
    "{local} = {vec}\ndef {def:num}({param:num}):{push}\n    return {local}.sum() + {num}{pop}\n"
    "for {set:int} in range({small}):\n    {local} = {matvec}({mat}, {local})\n    print({apply})",
    "for {set:int} in range({small}):\n    {local} = {matvec}({mat}, {local}) if {bool} else {vec}\n    {loop}",
    "for {set:int} in range(2):\n    {local} = {vec}\n    for {set:num} in range({small}):\n"
    "        {local} = {matvec}({mat}, {local})\n    {set:vec} = {local}",
    "{counter} = 0\nwhile ({walrus:num} := {parsum}(np.full(2, {counter}))) < 3:\n    {counter} += 1\n    {loop}",
)
"""Loops of at most three rounds; `counter` is a name that nothing else sets."""

LEAVING = (
    "4 if {bool}:\n    {leave}",
    "2 if {parsum}({vec}) > {num}:\n    {block}\n    {leave}",
    "if {bool}:\n    {block}\nelse:\n    {leave}",
    "try:\n    {block}\n    if {bool}:\n        {leave}\nfinally:\n    {block}",
    "with Noisy({num}):\n    {leave}",
    "if {bool}: {leave}",
    "if {int}:\n    if {parsum}({vec}) > {num}:\n        {leave}\n    {block}",
)
"""Statements that leave a loop or a function."""
