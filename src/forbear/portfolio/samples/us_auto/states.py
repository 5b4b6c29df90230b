"""For each state: the zone in which most of its people live, and area codes of that zone (from public numbering plans).

Where a state has two zones, area codes of the smaller one are left out, so that a generated number never says
another hour than the loan does; Alaska, Idaho and the Dakotas have one code for two zones.
"""

from collections.abc import Mapping
from types import MappingProxyType

_EAST, _CENTRAL = "America/New_York", "America/Chicago"
_MOUNTAIN, _WEST = "America/Denver", "America/Los_Angeles"

_STATES = {
    "AK": ("America/Anchorage", "907"),
    "AL": (_CENTRAL, "205 251 256 334 938"),
    "AR": (_CENTRAL, "479 501 870"),
    "AZ": ("America/Phoenix", "480 520 602 623 928"),
    "CA": (
        _WEST,
        "209 213 310 323 408 415 510 530 559 562 619 626 650 661 707 714 760 805 818 858 909 916 925 949 951",
    ),
    "CO": (_MOUNTAIN, "303 719 720 970"),
    "CT": (_EAST, "203 475 860 959"),
    "DC": (_EAST, "202"),
    "DE": (_EAST, "302"),
    "FL": (_EAST, "239 305 321 352 386 407 561 727 754 772 786 813 863 904 941 954"),
    "GA": (_EAST, "229 404 470 478 678 706 762 770 912"),
    "HI": ("Pacific/Honolulu", "808"),
    "IA": (_CENTRAL, "319 515 563 641 712"),
    "ID": ("America/Boise", "208"),
    "IL": (_CENTRAL, "217 224 309 312 331 618 630 708 773 779 815 847 872"),
    "IN": (_EAST, "260 317 463 574 765"),
    "KS": (_CENTRAL, "316 620 785 913"),
    "KY": (_EAST, "502 606 859"),
    "LA": (_CENTRAL, "225 318 337 504 985"),
    "MA": (_EAST, "339 351 413 508 617 774 781 857 978"),
    "MD": (_EAST, "240 301 410 443 667"),
    "ME": (_EAST, "207"),
    "MI": (_EAST, "231 248 269 313 517 586 616 734 810 947 989"),
    "MN": (_CENTRAL, "218 320 507 612 651 763 952"),
    "MO": (_CENTRAL, "314 417 573 636 660 816"),
    "MS": (_CENTRAL, "228 601 662 769"),
    "MT": (_MOUNTAIN, "406"),
    "NC": (_EAST, "252 336 704 828 910 919 980 984"),
    "ND": (_CENTRAL, "701"),
    "NE": (_CENTRAL, "308 402 531"),
    "NH": (_EAST, "603"),
    "NJ": (_EAST, "201 551 609 732 848 856 862 908 973"),
    "NM": (_MOUNTAIN, "505 575"),
    "NV": (_WEST, "702 725"),
    "NY": (_EAST, "212 315 347 516 518 585 607 631 646 716 718 845 914 917 929"),
    "OH": (_EAST, "216 234 330 380 419 440 513 567 614 740 937"),
    "OK": (_CENTRAL, "405 539 580 918"),
    "OR": (_WEST, "458 503 541 971"),
    "PA": (_EAST, "215 267 272 412 484 570 610 717 724 814 878"),
    "RI": (_EAST, "401"),
    "SC": (_EAST, "803 843 854 864"),
    "SD": (_CENTRAL, "605"),
    "TN": (_CENTRAL, "615 629 731 901 931"),
    "TX": (
        _CENTRAL,
        "210 214 254 281 325 361 409 430 432 469 512 682 713 737 806 817 830 832 903 936 940 956 972 979",
    ),
    "UT": (_MOUNTAIN, "385 435 801"),
    "VA": (_EAST, "276 434 540 571 703 757 804"),
    "VT": (_EAST, "802"),
    "WA": (_WEST, "206 253 360 425 509"),
    "WI": (_CENTRAL, "262 414 534 608 715 920"),
    "WV": (_EAST, "304 681"),
    "WY": (_MOUNTAIN, "307"),
}

ZONE_OF: Mapping[str, str] = MappingProxyType({state: zone for state, (zone, _) in _STATES.items()})
"""State → IANA zone."""

AREA_CODES_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {state: tuple(codes.split()) for state, (_, codes) in _STATES.items()}
)
"""State → area codes; 100 numbers 555-0100 to 555-0199 under each are reserved for fiction."""
