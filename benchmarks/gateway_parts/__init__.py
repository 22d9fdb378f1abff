"""The parts of ``benchmarks/gateway.py``: the house it runs in, the load, the peer, the limit, the kills."""
