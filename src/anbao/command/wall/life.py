"""Does a camera's picture live? One judgement a camera, whatever the number of screens (rule 1).

The imaging engine's question is asked of the relayed pictures, at reduced scale: did anything change besides text drawn over the
picture, be it only a sensor's noise. A picture that comes again with another clock on it, or encoded anew, is still.
"""

#: seconds between two judgements of single pictures; frames of a stream are all judged, they are at hand decoded
EVERY = 2.0
#: seconds after which a comparison with the picture before can prove stillness, but no more that the camera lives now
GAP = 12.0


class Life:
    """What is known of one camera. Written by one thread; ``still`` may be asked by any.

    A site without the parts of ``anbao[vision]`` can only compare bytes: there a ticking clock counts as life.
    """

    def __init__(self):
        #: (lived since it is watched, since when it is still or None while it lives); None: not known yet
        self._word: tuple[bool, float | None] | None = None
        self._stillness = self._picture = None
        self._content, self._at = b"", float("-inf")

    def still(self, now: float) -> float | None:
        """Seconds for which nothing but an overlay changed; 0 while it lives; None while nobody can say."""
        word = self._word
        if word is None:
            return None
        return 0.0 if word[1] is None else max(now - word[1], 0.0)

    @property
    def lived(self) -> bool:
        """Whether it was seen to live since somebody watches it."""
        return self._word is not None and self._word[0]

    def opened(self) -> None:
        """Somebody watches it anew: that it lived before proves nothing, that it was still is remembered."""
        self._word = self._picture = None

    def look(self, content: bytes, at: float) -> None:
        """A single picture, JPEG or PNG, that came at a moment (seconds)."""
        if self._word is not None and at - self._at < EVERY:
            return
        try:
            from anbao.engines.imaging import PictureError, prepare
        except ImportError:
            self._compare_bytes(content, at)
            return
        try:
            same = content == self._content and self._picture is not None
            picture = self._picture if same else prepare(content)
        except PictureError:
            return
        self._content = content
        self._judge(picture, at)

    def see(self, luma, at: float) -> None:
        """A frame of a stream: (h, w) uint8, before it is encoded anew."""
        from anbao.engines.imaging import PictureError, from_array

        try:
            self._judge(from_array(luma), at)
        except PictureError:
            return

    def _judge(self, picture, at: float) -> None:
        from anbao.engines.imaging.stillness import Stillness, frozen

        before, gap = self._stillness or Stillness(), at - self._at
        numbers = dict(frozen(picture, before, at).numbers)
        self._stillness, self._picture, self._at = before.after(picture, at=at, sound=True), picture, at
        if not numbers:  # the first picture, or the first of another size
            self._word = None
        elif seconds := numbers["still_seconds"]:
            self._word = (self.lived, at - seconds)
        elif gap <= GAP:
            self._word = (True, None)

    def _compare_bytes(self, content: bytes, at: float) -> None:
        if self._content:
            same, since = content == self._content, self._word and self._word[1]
            self._word = (self.lived or not same, (since or self._at) if same else None)
        self._content, self._at = content, at
