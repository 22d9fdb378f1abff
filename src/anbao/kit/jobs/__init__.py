"""Background work: Procrastinate, whose queue and locks live in PostgreSQL; any number of workers on any machines.

Each package keeps its jobs in jobs.py: thin, named ``package.verb``, reading the clock once and calling one action.
Jobs are safe to run twice, so a worker that was killed is made good by running its job again (``retry_stalled``).
"""
