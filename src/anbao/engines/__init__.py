"""The engines: pure Python, fit to be used on their own.

Rules of the floor:

* No Django, socket, clock or unseeded random; files and clocks only in an engine's ``__main__``.
* Problems are frozen dataclasses that validate at birth and refuse with all faults at once.
* Solvers are ``solve(problem, *, stop, seed) -> Result``; an independent checker judges every solution.
* One rule is one function, one sentence and one test that checks the penalty's size.
* Protocol engines are sans-IO: bytes in, events out, and no reply before ``acknowledge(event)``.
* Every score carries what was compared and why.
"""
