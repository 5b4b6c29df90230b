"""The instruments that a case may name and the citations it may expect, spelled as the gate spells them.

They are the words of the acceptance vocabulary, kept apart from the rulebooks on purpose: a rulebook that loses an instrument
or renames a clause fails its cases instead of making them unreadable. What the shipped rulebooks know is known beside these.
"""

from __future__ import annotations

from typing import Final

INSTRUMENTS: Final = """
au-ncc au-rg96 br-cdc br-rj-7868 br-sp-15426 ca-on-reg74 ca-qc cn-cba-2026 cn-cbirc-2022-9 cn-cbrc-2011-2
cn-civil-code cn-cost-disclosure-2026 cn-credit-reporting cn-criminal-law cn-gbt-45251-2025
cn-nfra-2024-4 cn-nifa-2024 cn-pipl co-ley2300 de-rdg-13a eu-2021-2167 eu-2023-2225 hk-cobp hk-hkma-3.4.1
house-cn id-pojk22 id-seojk19 in-rbi-2022 in-rbi-2026-draft jp-jfsa jp-mlba ke-dcp2022 kr-fdcpa kr-pdpa
mx-condusef ng-deon2025 ph-sec-mc18 sg-dca2022 th-dca tw-fsc uk-breathing-space uk-fca-conc7
us-dc-28-3814 us-fed-regf us-fed-tcpa us-fl-559.72 us-ma-209cmr18 us-ma-940cmr7 us-ny-nyc-6rcny5-77
us-wa-19.16 vn-circ43
"""

CITES: Final = """
1006.10(b)
1006.10(b)(1)
1006.10(b)(2)
1006.10(b)(3)
1006.10(b)(4)
1006.10(b)(5)
1006.10(c)
1006.100(a)
1006.100(b)
1006.104
1006.14(a)
1006.14(b)
1006.14(b)(2)(i)
1006.14(b)(2)(i)(A)
1006.14(b)(2)(i)(B)
1006.14(b)(2)(ii)
1006.14(b)(3)(i)
1006.14(b)(3)(ii)
1006.14(b)(3)(iii)
1006.14(d)
1006.14(g)
1006.14(h)(1)
1006.14(h)(2)(i)
1006.14(h)(2)(ii)
1006.14(h)(2)(iii)
1006.18(d)
1006.18(e)
1006.18(e)(1)
1006.18(e)(4)
1006.18(f)
1006.2(b)
1006.2(d)
1006.2(j)
1006.2(j)(1)
1006.2(j)(2)
1006.2(j)(2)(iv)
1006.22(f)(1)
1006.22(f)(2)
1006.22(f)(3)
1006.22(f)(4)
1006.26(b)
1006.30(a)(1)
1006.30(a)(1)(ii)
1006.30(b)(1)
1006.34(a)(1)
1006.34(a)(1)(i)(B)
1006.34(a)(2)
1006.34(b)(2)
1006.34(b)(5)
1006.34(c)(2)(viii)
1006.38(c)
1006.38(c)(1)
1006.38(d)(2)
1006.38(d)(2)(i)
1006.42(a)(1)
1006.6(a)(1)
1006.6(a)(2)
1006.6(a)(4)
1006.6(b)(1)
1006.6(b)(1)(i)
1006.6(b)(1)(ii)
1006.6(b)(2)
1006.6(b)(2)(i)
1006.6(b)(3)
1006.6(b)(4)(i)
1006.6(c)(1)
1006.6(c)(2)(i)
1006.6(c)(2)(iii)
1006.6(d)(1)
1006.6(d)(1)(i)
1006.6(d)(3)(ii)
1006.6(d)(4)(i)(A)
1006.6(d)(4)(i)(B)
1006.6(d)(4)(ii)
1006.6(d)(4)(ii)(B)
1006.6(d)(4)(ii)(C)(4)
1006.6(d)(4)(ii)(D)
1006.6(d)(4)(ii)(E)
1006.6(d)(4)(iii)
1006.6(d)(5)(i)
1006.6(d)(5)(i)(A)
1006.6(d)(5)(i)(B)
1006.6(e)
209 CMR 18.16(1)(c)
47 CFR 64.1200(a)(1)(iii)
47 CFR 64.1200(a)(10)
6 RCNY 5-77(b)
6 RCNY 5-77(b) (from 2026-09-01)
6 RCNY 5-77(b)(1)(iv) (pre-2026-09-01)
940 CMR 7.04(1)(f)
940 CMR 7.05(3)(e)
CBA 2026 art. 22
CBA 2026 ch. 3
CBA 2026 ch. 4
CBA 2026 red line 1
CBA 2026 red line 2
CBA 2026 red line 3
CBA 2026 red line 4
CBA 2026 red line 5
CBA 2026 red line 6
CBA 2026 red line 7
CBIRC Order 2022/9 art. 41
CBRC Order 2011/2 art. 67
CBRC Order 2011/2 art. 68
CBRC Order 2011/2 art. 69
CBRC Order 2011/2 art. 70
CDC art. 42
CONC 7.1.4R
CONC 7.14.1R
CONC 7.14.3R
CONC 7.9.10R
CONC 7.9.14R(2)
CONC 7.9.2R
CONC 7.9.4R
CONC 7.9.7R
CONC 7.9.9G
CONDUSEF
Circ. 18/2019
Circ. 43/2016 art. 7
Civil Code art. 1033
Civil Code art. 1064
Civil Code art. 1161
Civil Code art. 18
Civil Code art. 188
Civil Code art. 19
Civil Code art. 192
Civil Code art. 195
Civil Code art. 23
Civil Code art. 546
Civil Code art. 552
CoBP (advance written notice)
CoBP s 43.2(a)(iv)
CoBP s 43.2(b)(i)
Cost-disclosure rules 2026
Credit-reporting regulation art. 15
Credit-reporting regulation art. 16
Credit-reporting regulation art. 25
Criminal Law art. 238
Criminal Law art. 245
Criminal Law art. 293-1
D.C. Code 28-3814(d)(4)(A)(i)
D.C. Code 28-3814(d)(4)(A)(i)(III)
D.C. Code 28-3814(d)(4)(A)(ii)
D.C. Code 28-3814(d)(4)(B)(i)
D.C. Code 28-3814(d)(4)(B)(ii)
D.C. Code 28-3814(d)(4)(B)(iii)(I)
D.C. Code 28-3814(d)(5)
D.C. Code 28-3814(d)(6)
D.C. Code 28-3814(g)(6)(B)
D.C. Code 28-3814(k)
DCA 2022 s 14(3)(b)
DEON Regulations 2025
Dir. 2021/2167 art. 10(1)(d)
Dir. 2021/2167 art. 10(2)
Dir. 2023/2225 art. 35
FCC DA 26-12
FDCPA-KR art. 9
FDCPA-KR art. 9(7)
Fla. Stat. 559.72(17)
Fla. Stat. 559.72(17)(a)
GB/T 45251-2025
GB/T 45251-2025 5.2
GB/T 45251-2025 5.3
GB/T 45251-2025 5.4
HKMA 3.4.1(b)
JFSA self-regulation
LN 46/2022
Ley 2300/2023 art. 3
Ley 2300/2023 art. 4
MLBA art. 21(1)(i)
MLBA art. 21(1)(ii)
MLBA art. 21(1)(iii)
MLBA art. 21(1)(iv)
MLBA art. 21(1)(ix)
NCC s 72(2)
NCC s 89A(1)(c)
NCC s 89A(1)(c)(ii)
NCC s 89A(2)(a)
NCC s 89A(2)(b)
NFRA Order 2024/4
NIFA 2024
OPC Quebec
PDPA art. 14
PDPA art. 15
PDPA art. 16
PDPA art. 17
PDPA art. 18
PIPL art. 13
PIPL art. 17
PIPL art. 21
PIPL art. 23
PIPL art. 24
PIPL art. 25
PIPL art. 27
PIPL art. 29
PIPL art. 31
PIPL art. 38
PIPL art. 39
PIPL art. 44
PIPL art. 55
PIPL art. 56
POJK 22/2023 Pasal 62(2)(c)
POJK 22/2023 Pasal 62(2)(e)
POJK 22/2023 Pasal 62(2)(f)
POJK 22/2023 Pasal 62(3)
RBI 2022-08-12 para 2
RCW 19.16.250(13)
RDG s 13a(1)
RDG s 13a(1) no. 2
RDG s 13a(3)
RDG s 13a(4)
RG 96 Pt 2 s 3
RG 96 Pt 2 s 4
RG 96 Pt 2 s 5
RJ 7.868/2018
Reg. 74 s 21
Reg. 74 s 22
S 725/2023 Sch para 1(a)
SEC MC 18-2019 s 1(g)
SEC MC 18-2019 s 1(h)
SEOJK 19/2023
SEOJK 19/2023 IX.5(d)
SI 2020/1311 reg. 11(1)
SI 2020/1311 reg. 11(2)(a)
SI 2020/1311 reg. 11(2)(b)(i)
SI 2020/1311 reg. 11(2)(b)(ii)
SI 2020/1311 reg. 11(2)(b)(iii)
SI 2020/1311 reg. 11(2)(b)(v)
SI 2020/1311 reg. 12(4)(b)
SI 2020/1311 reg. 26
SI 2020/1311 reg. 32
SI 2020/1311 reg. 7
SP 15.426/2014
TH DCA s 8
TH DCA s 9(2)
TH DCA s 9(3)
art. 16(6)
draft para 453A ff.
engine policy
house-cn agency_terminated
house-cn bot_disclosure
house-cn complaint_days
house-cn complaint_hold
house-cn consent_express_recorded
house-cn contact_refusal
house-cn delivery_time
house-cn dispute_hold
house-cn distress_pause
house-cn ground_needs_evidence
house-cn in_session_display
house-cn lender_rest_days
house-cn local_night_abroad
house-cn max_attempts_per_number_day
house-cn max_connected_calls_per_contact_episode
house-cn max_effective_calls_per_debtor_day
house-cn max_text_per_debtor_day
house-cn max_visits_per_debtor_day
house-cn min_days_between_letters_per_product
house-cn minimum_payment_fields
house-cn minor_contact
house-cn neutral_wording
house-cn off_platform_channel
house-cn one_agency_per_debt
house-cn opening_script
house-cn paid_credit_repair
house-cn price_cap_annual
house-cn quiet_hours
house-cn retention_default
house-cn statutory_notice_exempt
house-cn student_review
house-cn subcontract_forbidden
house-cn unreachable
house-cn vulnerability_hold
"""
