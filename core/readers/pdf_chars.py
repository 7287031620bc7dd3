"""Characters that PDFs give for others.

A PDF stores glyphs; which character was meant is worked back from them, and where a font shows two
characters with one glyph, programs (Chromium's printer above all) often hand out the wrong one: the
radical `⺠` in 人民政府, `⼀` for 一, `⾏` for 行. Nobody writes radicals in a report, so they are
read as the ideograph that looks the same.
"""

from __future__ import annotations

import unicodedata

__all__ = ["UNIFIED"]

# CJK Radicals Supplement (U+2E80…): Unicode gives only two of them a compatibility decomposition;
# these are the ones whose shape is that of a whole ideograph (EquivalentUnifiedIdeograph.txt).
_RADICALS = dict(
    zip(
        "⺁⺄⺇⺊⺋⺎⺒⺓⺔⺗⺛⺜⺝⺞⺟⺠⺢⺥⺦⺧⺨⺩⺫⺬⺮⺰⺱⺲⺸⺻⺼⺽⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻏⻐⻑⻒⻓⻔⻗⻘⻙⻚⻛⻜⻝⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乙几卜㔾兀巳幺彑㣺旡日月歹母民氺爫丬牛犬王目示竹纟罓罒羊聿肉臼虎衤覀西见角角讠贝足车辶辶阝钅長镸长门雨青韦页风飞食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)

#: Code point → characters to read instead.
UNIFIED: dict[int, str] = {ord(a): b for a, b in _RADICALS.items()}
UNIFIED[0x2E3A] = "——"  # fonts join two dashes into one glyph
# Hyphens and dashes of the same shape. A painted soft hyphen is a hyphen: where `-302` is meant,
# anybody who took it for an invisible character would read 302.
UNIFIED |= {0xAD: "-", 0x2010: "-", 0x2011: "-", 0x2012: "–"}
# Kangxi radicals and CJK compatibility ideographs say themselves what they stand for.
for _block in (range(0x2F00, 0x2FD6), range(0xF900, 0xFB00)):
    for _code in _block:
        _normal = unicodedata.normalize("NFKC", chr(_code))
        if len(_normal) == 1 and ord(_normal) != _code:
            UNIFIED[_code] = _normal
