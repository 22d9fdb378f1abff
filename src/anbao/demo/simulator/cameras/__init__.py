"""Simulated cameras: drawn rooms of the demo branch, over HTTP and RTSP, with faults that a seeded script injects.

Words
    view      what one camera shows: a drawn room, its lamps, who walks through it; follows from the camera's code and the moment
    scene     a kind of room (lobby, vault, cash-loading room, entrance...): boxes in a room, seen by a pinhole camera
    fault     what is wrong with a camera at a moment: dark, covered, moved, frozen... or no answer at all
    spoiling  a fault on request: `anbao simulate --camera NAME --fault KIND --minutes N` beside the running demo
    media     the servers: HTTP snapshot and MJPEG, RTSP with JPEG over TCP (RFC 2435)

Rules
    1. The same seed, camera and moment give the same room, the same people in it and the same fault.
    2. The clock is the campaign's; a picture carries it as its overlay, as real cameras do.
    3. Nothing here writes to the database, and nothing of it is a picture of a real place.
"""
