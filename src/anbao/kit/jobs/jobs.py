"""The queue's own upkeep."""

from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

#: a worker that gave no sign for this long is taken for dead
SECONDS_TO_DEATH = 60


@app.periodic(cron="* * * * *")
@app.task(name="jobs.retry_stalled", queueing_lock="jobs.retry_stalled", pass_context=True)
async def retry_stalled(context, timestamp: int = 0) -> None:
    """Every minute: jobs of workers that died are put back into the queue; one whose like waits there already is given up."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SECONDS_TO_DEATH):
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # of those that share a queueing lock one may wait, and it does this one's work
            await manager.finish_job(job, status=Status.ABORTED, delete_job=False)


@app.periodic(cron="17 3 * * *")
@app.task(name="jobs.forget_old", queueing_lock="jobs.forget_old", pass_context=True)
async def forget_old(context, timestamp: int = 0) -> None:
    """Nightly: finished jobs older than three days are removed from the queue's tables."""
    await context.app.job_manager.delete_old_jobs(nb_hours=72, include_failed=True)
