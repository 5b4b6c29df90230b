-- What the gate reads and writes. Reading is one statement (one snapshot: versions and data belong together); writing is
-- one call of a stored function for one contact, and for many one that holds them all before their rows are copied in (migration 0011).

-- name: dossier
-- Everything that bears on one question, as one JSON document. Of other people it holds the contacts about the debtor's loans and
-- those at the address asked about, and what these people told of wrong numbers; nothing else, except the debtor's own rows.
-- What is dated later than the question is in it too, so that one reading serves later questions; `dossiers.known_at` leaves it out.
with asked as (
    select person_no, person_id from people
     where book = %(book)s and person_id in (%(person)s, %(debtor)s)
),
debt as (
    select loan.*, lender.kind as lender_kind, lender.country as lender_country, lender.is_cba_member, lender.lender_id
      from loans as loan join lenders as lender using (lender_no)
     where loan.book = %(book)s and loan.loan_id = any (%(debts)s)
),
happened as (
    select attempt_id, person_no, at, channel, outcome, direction, loan_ids, contact_point, by, purpose, role, corrections, detail, origin
      from attempts
     where person_no = any (array(select person_no from asked)) and at > %(since)s
    union all
    select attempt_id, person_no, at, channel, outcome, direction, loan_ids, contact_point, by, purpose, role, corrections, detail, origin
      from attempts
     where book = %(book)s and detail ->> 'debtor_id' = %(debtor)s and at > %(since)s
       and person_no <> all (array(select person_no from asked))
    union all
    select attempt_id, person_no, at, channel, outcome, direction, loan_ids, contact_point, by, purpose, role, corrections, detail, origin
      from attempts
     where book = %(book)s and contact_point = %(address)s and at > %(since)s
       and person_no <> all (array(select person_no from asked)) and detail ->> 'debtor_id' is distinct from %(debtor)s
)
select json_build_object(
    'keys', (select coalesce(json_object_agg(key, version), '{}') from count_keys
              where book = %(book)s and key = any (%(keys)s)),
    'people', (select coalesce(json_agg(json_build_object(
                   'person_id', person_id, 'born', born, 'deceased', deceased, 'special', special, 'timezone', timezone,
                   'country', country, 'language', language)), '[]')
                 from people where person_no in (select person_no from asked)),
    'loans', (select coalesce(json_agg(json_build_object(
                  'loan_id', loan_id, 'product', product, 'currency', currency, 'principal_minor', principal_minor,
                  'annual_rate', annual_rate::text, 'method', method, 'signed', signed, 'disbursed', disbursed, 'maturity', maturity,
                  'status', status, 'penalty_rate', penalty_rate::text, 'allocation', allocation, 'grace_days', grace_days,
                  'timezone', timezone, 'country', country, 'lender_id', lender_id, 'lender_kind', lender_kind,
                  'lender_country', lender_country, 'is_cba_member', is_cba_member,
                  'borrower_id', (select person_id from people where person_no = debt.borrower_no),
                  'instalments', (select coalesce(json_agg(json_build_object(
                      'number', number, 'due', due, 'principal_minor', i.principal_minor, 'interest_minor', interest_minor,
                      'fees_minor', fees_minor) order by number), '[]') from instalments as i where i.loan_no = debt.loan_no),
                  'payments', (select coalesce(json_agg(json_build_object(
                      'payment_id', payment_id, 'received', received, 'amount_minor', amount_minor, 'reverses', reverses,
                      'allocated_principal_minor', allocated_principal_minor,
                      'allocated_interest_minor', allocated_interest_minor,
                      'allocated_fees_minor', allocated_fees_minor)), '[]') from payments as p where p.loan_no = debt.loan_no),
                  'charges', (select coalesce(json_agg(json_build_object(
                      'charge_id', charge_id, 'kind', kind, 'date', charged_on, 'amount_minor', amount_minor)), '[]')
                      from charges as c where c.loan_no = debt.loan_no))
                  order by loan_id), '[]') from debt),
    'points', (select coalesce(json_agg(json_build_object(
                   'person_id', asked.person_id, 'kind', kind, 'value', value, 'source', source, 'place', place,
                   'verified', verified, 'invalid_since', invalid_since, 'timezone', timezone, 'region', region,
                   'is_shared', exists (select from contact_points as other
                                         where other.book = %(book)s and other.value = contact_points.value
                                           and other.person_no <> contact_points.person_no))
                   order by contact_point_no), '[]')
                 from contact_points join asked using (person_no)),
    'relations', (select coalesce(json_agg(json_build_object(
                      'loan_id', (select loan_id from loans where loan_no = r.loan_no), 'role', role, 'relation', relation,
                      'evidence', evidence, 'declared', declared, 'notice_sent', notice_sent, 'answer', answer)
                      order by relation_no), '[]')
                    from relations as r
                   where r.person_no = (select person_no from asked where person_id = %(person)s)
                     and (r.loan_no in (select loan_no from debt)
                          or r.borrower_no = (select person_no from asked where person_id = %(debtor)s))),
    'requests', (select coalesce(json_agg(json_build_object(
                     'request_id', request_id, 'person_id', asked.person_id, 'kind', kind, 'at', at, 'scope', scope,
                     'until', until, 'origin', origin) order by at, request_no), '[]')
                   from requests join asked using (person_no)),
    'consents', (select coalesce(json_agg(json_build_object(
                     'consent_no', consent_no, 'person_id', asked.person_id, 'scope', scope, 'given_to', given_to, 'at', at,
                     'channels', channels, 'valid_from', valid_from, 'valid_to', valid_to, 'until', until,
                     'withdrawn_at', withdrawn_at, 'waives', waives) order by at, consent_no), '[]')
                   from consents join asked using (person_no)),
    -- People are looked up one by one, and not joined: how few happened to them the planner cannot know.
    'attempts', (select coalesce(json_agg(json_build_object(
                     'attempt_id', attempt_id, 'person_id', (select person_id from people where person_no = happened.person_no),
                     'at', at, 'channel', channel, 'outcome', outcome, 'direction', direction, 'loan_ids', loan_ids,
                     'contact_point', contact_point, 'by', by, 'purpose', purpose, 'role', role, 'corrections', corrections,
                     'detail', detail, 'origin', origin) order by at, attempt_id), '[]')
                   from happened
                  where outcome_now(outcome, corrections) <> 'not_made'),
    'wrong_numbers', (select coalesce(json_agg(json_build_object(
                     'person_id', (select person_id from people where person_no = requests.person_no), 'kind', kind, 'at', at,
                     'scope', scope, 'origin', origin) order by at, request_no), '[]')
                        from requests
                       where kind = 'wrong_number' and person_no <> all (array(select person_no from asked))
                         and person_no = any (array(select person_no from happened)))
) as dossier;

-- name: reserve
select grant_contact(%(book)s, %(plan)s, %(keys)s, %(seen)s, %(person)s,
                     %(decision)s, %(at)s, %(about)s, %(channel)s, %(purpose)s, %(role)s, %(answer)s,
                     %(law)s, %(kept)s, %(asked)s, %(content)s, %(permit)s, %(expires)s,
                     %(attempt)s, %(tried_at)s, %(tried_on)s, %(outcome)s, %(direction)s, %(debts)s, %(address)s, %(actor)s, %(tried_for)s,
                     %(detail)s, %(evidence)s, %(digest)s);

-- name: refuse
select turn_down_contact(%(book)s, %(plan)s, %(keys)s, %(seen)s, %(person)s,
                         %(decision)s, %(at)s, %(about)s, %(channel)s, %(purpose)s, %(role)s, %(answer)s,
                         %(law)s, %(kept)s, %(evidence)s, %(digest)s);

-- name: hold_many
select moved, persons
  from hold_contacts(%(book)s, %(whom)s, %(book_seen)s, %(counted_at)s, %(counted)s, %(counted_seen)s,
                     %(compared_at)s, %(compared)s, %(compared_seen)s);

-- name: copy_evidence
copy evidence (at, book, kind, subject, body, digest) from stdin;

-- name: copy_decisions
copy decisions (decision_id, at, book, loan_ids, channel, purpose, role, decision, law, kept, plan_id, person_no) from stdin;

-- name: copy_attempts
copy attempts (attempt_id, at, book, channel, outcome, direction, loan_ids, contact_point, by, purpose, role, permit_id, origin, detail,
               person_no) from stdin;

-- name: copy_permits
copy permits (permit_id, book, decision_id, attempt_id, attempt_at, ask_digest, content_digest, keys, granted_at, expires_at, plan_id)
  from stdin;

-- name: keep_law
insert into laws (law, body, kept_at) values (%(law)s, %(body)s::jsonb, %(at)s) on conflict do nothing;

-- name: use_permit
select use_permit(%(permit)s, %(at)s);

-- name: return_permit
select return_permit(%(permit)s, %(at)s, %(why)s);

-- name: expired
select permit_id from permits where state = 'granted' and expires_at <= %(at)s order by expires_at limit %(most)s;

-- name: record_outcome
select record_outcome(%(book)s, %(attempt)s, %(attempted)s, %(outcome)s, %(at)s, %(why)s);

-- name: touch_keys
select touch_keys(%(book)s, %(keys)s);

-- name: make_months
select make_months(%(first)s, %(last)s);
