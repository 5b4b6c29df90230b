-- What was heard. Keys are touched before anything is written: lock order, and the gate's next answer rests on what is new.

-- name: answered
select p.book, who.person_id, t.contact_point as address, t.loan_ids, t.attempt_id, t.at as attempted_at
from permits as p
join attempts as t on t.book = p.book and t.attempt_id = p.attempt_id and t.at = p.attempt_at
join people as who on who.person_no = t.person_no
where p.permit_id = %(token)s and p.state = 'used';

-- name: known_sender
-- One person, or nobody: an address that several have cannot say who wrote.
select min(c.book) as book, min(who.person_id) as person_id, min(c.value) as address,
       coalesce(array_agg(distinct l.loan_id) filter (where l.loan_id is not null), '{}') as loan_ids
from contact_points as c
join people as who using (person_no)
left join loans as l on l.borrower_no = c.person_no and l.status = 'active'
where c.kind = 'email' and lower(c.value) = %(address)s
having count(distinct c.person_no) = 1;

-- name: touch_keys
select touch_keys(%(book)s, %(keys)s);

-- name: keep_message
-- The message's own id makes hearing it twice the same as hearing it once.
insert into messages (message_id, book, attempt_id, direction, at, channel, address, person_no, subject, body, provider_says, meaning)
values (%(message_id)s, %(book)s, %(attempt_id)s, 'in', %(at)s, %(channel)s, %(sender)s,
        (select person_no from people where book = %(book)s and person_id = %(person_id)s),
        %(subject)s, %(body)s, %(says)s, %(meaning)s)
on conflict (message_id) do nothing
returning message_id;

-- name: keep_attempt
-- An answer is about whose loans the contact was that it answers, and comes from what the person is to them.
insert into attempts (attempt_id, at, book, person_no, channel, outcome, direction, loan_ids, contact_point, by, role, origin, detail)
select %(heard_id)s, %(at)s, who.book, who.person_no, %(channel)s, %(heard_outcome)s, 'in', %(loan_ids)s, %(address)s, who.person_id,
       coalesce(answered.role, 'borrower'), 'heard',
       %(detail)s::jsonb || jsonb_strip_nulls(jsonb_build_object('debtor_id', answered.detail -> 'debtor_id',
                                                                 'place', answered.detail -> 'place'))
from people as who
left join attempts as answered
  on answered.book = who.book and answered.attempt_id = %(attempt_id)s and answered.at = %(attempted_at)s
 and answered.person_no = who.person_no
where who.book = %(book)s and who.person_id = %(person_id)s;

-- name: correct_attempt
-- What is known to be a wrong number stays one.
update attempts
set corrections = corrections || jsonb_build_object('at', %(at)s::timestamptz, 'outcome', %(outcome)s::text, 'why', %(why)s::text)
where book = %(book)s and attempt_id = %(attempt_id)s and at = %(attempted_at)s
  and outcome_now(outcome, corrections) <> 'wrong_number';

-- name: sent_after_all
-- An answer or a bounce shows that an uncertain message did leave.
update planned_contacts
set state = 'sent', why = 'its end was unknown until an answer came'
where state = 'uncertain' and permit_id = (select permit_id from permits where book = %(book)s and attempt_id = %(attempt_id)s);

-- name: wrong_person
update attempts as t
set corrections = t.corrections || jsonb_build_object('at', %(at)s::timestamptz, 'outcome', 'wrong_number', 'why', %(why)s::text)
from people as who
where who.book = %(book)s and who.person_id = %(person_id)s
  and t.person_no = who.person_no and t.book = who.book and t.contact_point = %(address)s and t.direction = 'out' and t.at <= %(at)s
  and outcome_now(t.outcome, t.corrections) not in ('wrong_number', 'not_made');

-- name: point_is_dead
-- The first day on which it was known stays.
update contact_points as point
set invalid_since = coalesce(point.invalid_since, (%(at)s at time zone coalesce(point.timezone, who.timezone, 'UTC'))::date)
from people as who
where who.person_no = point.person_no and who.book = %(book)s and who.person_id = %(person_id)s and point.value = %(address)s;

-- name: keep_request
insert into requests (book, request_id, person_no, kind, at, scope, until, origin)
select book, %(request_id)s, person_no, %(kind)s, %(at)s, %(scope)s, %(until)s, 'heard'
from people
where book = %(book)s and person_id = %(person_id)s
on conflict (book, request_id) do nothing;

-- name: borrowers
select distinct b.person_id
from loans as l join people as b on b.person_no = l.borrower_no
where l.book = %(book)s and l.loan_id = any (%(loan_ids)s);

-- name: add_evidence
insert into evidence (at, book, kind, subject, body, digest)
values (%(at)s, %(book)s, %(kind)s, %(subject)s, %(body)s::jsonb, %(digest)s);
