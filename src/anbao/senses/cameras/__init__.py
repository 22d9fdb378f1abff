"""Cameras: a picture of every camera on a cadence, judged against the camera's own history; faults become findings.

Words
    source     how the pictures of a camera (an org.Device) are fetched: RTSP, HTTP snapshot, or a clip on this server
    look       one try to see a camera: a snapshot, or the reason why there is none; what the engine says of it
    snapshot   a picture that was fetched: bytes under their SM3 digest, the server's moment beside the camera's own
    fault      what is wrong with a picture (words.FAULTS); its numbers and its sentence come with the look
    plan       how often the cameras of a place are looked at; several plans on one camera: the shortest interval holds
    patrol     the walk over all cameras that are due; any number of workers, each camera taken by one of them
    inspection an operator looks at tonight's snapshots of a place with a checklist; it is a record like any other

Rules
    1. A look can't hang the patrol: RTSP and clips are read by a process that is killed at the limit, an HTTP answer by a
       connection that is cut at the limit, however slowly the camera sends.
    2. One look never accuses a camera: a fault is confirmed by `rules.CONFIRM` of its last looks. Then a finding opens with the
       picture. It does not open twice.
    3. Well again, by as many good looks, the patrol records the rectification with the good picture. It closes the finding after
       it stayed well for `camera_steady_minutes` (dated rule); if the fault returns before, the finding goes back to open. A
       critical finding is closed by a person only. No person verifies his own work: the evidence is the picture.
    4. Silence is an event: three looks in a row without a picture, two turns of its cadence apart or more, make a camera
       silent, and that is a hole. Its finding is minor, and major after `camera_silent_major_minutes` (dated rule): only
       then it contradicts a zero report.
    5. A full disk is the server's fault, not the camera's: the look is judged and kept without its bytes, and says so.
    6. Snapshots are kept for `snapshot_days` (dated rule); one that a finding, an incident or a record refers to is kept.
    7. Credentials are sealed and never shown, logged or exported.
"""
