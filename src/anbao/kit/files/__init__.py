"""Attachments: photographs and papers that prove something.

Rules
    1. What a file is, its bytes say: an upload whose content is not one of ``rules.KINDS`` is refused, whatever its
       name. Pictures must decode to their last pixel (``pictures``: in bounded memory), and be of a size that can be
       shown.
    2. A file is stored once under its SM3 digest; the row keeps name, size, kind and who brought it.
    3. Size limits are per kind. A disk that is full refuses the upload with a clear message, and nothing is half
       written: bytes go to a temporary name and are renamed when complete.
    4. Reading a file needs the same reach as the record it belongs to: the row carries the place's path.
"""
