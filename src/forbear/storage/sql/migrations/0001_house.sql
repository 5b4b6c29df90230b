-- The first floor of the house: the book of loans, the log of contacts, decisions, evidence, the night's plan.
--
-- Conventions
--   * `book` is the name under which a lender's folder was imported; every row belongs to one.
--   * `*_no` are our own numbers (small, sortable, joined on); `*_id` are the lender's own strings or ours derived from them.
--   * Money is bigint minor units beside a currency on the loan. Rates are numeric.
--   * Instants are timestamptz. Nothing here asks the clock: instants come from the caller.
--   * attempts, decisions and evidence are partitioned by month of `at`; a default partition catches what no month was made for,
--     so that a missing partition can never lose evidence or stop a stop request.

create extension if not exists btree_gist;

-- ---------------------------------------------------------------------------------------------------------- installation

create table installation (
    only_row       boolean primary key default true check (only_row),
    mode           text not null check (mode in ('live', 'rehearsal')),
    rehearsal_now  timestamptz,
    check (mode = 'live' or rehearsal_now is not null)
);
comment on table installation is 'live, or a rehearsal in which the clock is set by hand and mail may go to this machine only';

create table books (
    book        text primary key check (book ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
    imported_at timestamptz not null,
    format      text not null check (format in ('csv', 'parquet')),
    layout      jsonb not null default '{}'::jsonb
);
comment on column books.layout is 'per table: columns in the order they came, line ending; what export needs to give the file back';

-- --------------------------------------------------------------------------------------------------------------- the book

create table lenders (
    lender_no     bigint generated always as identity primary key,
    book          text not null references books,
    lender_id     text not null,
    name          text not null,
    kind          text not null,
    country       text,
    is_cba_member boolean,
    verbatim      text,
    unique (book, lender_id)
);

create table people (
    person_no bigint generated always as identity primary key,
    book      text not null references books,
    person_id text not null,
    name      text not null,
    id_number text,
    born      date,
    language  text,
    country   text,
    timezone  text,
    deceased  boolean,
    special   text[] not null default '{}',
    verbatim  text,
    unique (book, person_id)
);

create table loans (
    loan_no         bigint generated always as identity primary key,
    book            text not null references books,
    loan_id         text not null,
    borrower_no     bigint not null references people,
    lender_no       bigint not null references lenders,
    product         text not null,
    currency        text not null check (currency ~ '^[A-Z]{3}$'),
    principal_minor bigint not null check (principal_minor > 0),
    annual_rate     numeric not null,
    method          text not null,
    signed          date not null,
    disbursed       date not null,
    maturity        date not null,
    status          text not null default 'active' check (status in ('active', 'settled', 'charged_off', 'sold')),
    status_given    boolean not null default true,
    penalty_rate    numeric,
    allocation      text,
    grace_days      integer,
    timezone        text,
    country         text,
    verbatim        text,
    unique (book, loan_id)
);
comment on column loans.status_given is 'false where the file left the status empty and `active` is our reading of that';
create index loans_by_borrower on loans (borrower_no);

create table instalments (
    loan_no         bigint not null references loans,
    number          integer not null,
    due             date not null,
    principal_minor bigint not null check (principal_minor >= 0),
    interest_minor  bigint not null check (interest_minor >= 0),
    fees_minor      bigint check (fees_minor >= 0),
    verbatim        text,
    primary key (loan_no, number)
);

create table payments (
    loan_no                   bigint not null references loans,
    payment_id                text not null,
    received                  date not null,
    amount_minor              bigint not null check (amount_minor > 0),
    channel                   text,
    reverses                  text,
    allocated_principal_minor bigint,
    allocated_interest_minor  bigint,
    allocated_fees_minor      bigint,
    verbatim                  text,
    primary key (loan_no, payment_id)
);
create index payments_by_day on payments (received);

create table charges (
    loan_no         bigint not null references loans,
    charge_id       text not null,
    kind            text not null check (kind in ('penalty_interest', 'late_fee', 'fee', 'cost')),
    charged_on      date not null,
    amount_minor    bigint not null check (amount_minor > 0),
    cost_sheet_line text,
    verbatim        text,
    primary key (loan_no, charge_id)
);

create table contact_points (
    contact_point_no bigint generated always as identity primary key,
    book             text not null references books,
    person_no        bigint not null references people,
    kind             text not null,
    value            text not null,
    source           text not null,
    place            text,
    verified         text,
    invalid_since    date,
    timezone         text,
    verbatim         text,
    unique (person_no, kind, value)
);
create index contact_points_by_value on contact_points (book, value);

create table relations (
    relation_no bigint generated always as identity primary key,
    book        text not null references books,
    loan_no     bigint references loans,
    borrower_no bigint references people,
    person_no   bigint not null references people,
    role        text not null,
    relation    text,
    evidence    text,
    declared    date,
    notice_sent date,
    answer      text,
    verbatim    text,
    check (loan_no is not null or borrower_no is not null)
);
create index relations_by_person on relations (person_no);
create index relations_by_loan on relations (loan_no);
create index relations_by_borrower on relations (borrower_no);

create table consents (
    consent_no   bigint generated always as identity primary key,
    book         text not null references books,
    person_no    bigint not null references people,
    scope        text not null,
    given_to     text not null,
    at           timestamptz not null,
    channels     text[] not null default '{}',
    valid_from   text,
    valid_to     text,
    until        date,
    withdrawn_at timestamptz,
    waives       text[] not null default '{}',
    verbatim     text
);
create index consents_by_person on consents (person_no);
comment on column consents.valid_from is 'start of the agreed hours of the day, as given (column `from` of the book)';

create table requests (
    request_no bigint generated always as identity primary key,
    book       text not null references books,
    request_id text not null,
    person_no  bigint not null references people,
    kind       text not null,
    at         timestamptz not null,
    scope      text,
    until      date,
    verbatim   text,
    origin     text not null default 'book' check (origin in ('book', 'heard')),
    unique (book, request_id)
);
create index requests_by_person on requests (person_no, at);

-- ------------------------------------------------------------------------------------------------------- the log of contacts

create table attempts (
    attempt_id    text not null,
    at            timestamptz not null,
    book          text not null,
    person_no     bigint not null,
    channel       text not null,
    outcome       text not null,
    direction     text not null default 'out' check (direction in ('in', 'out')),
    direction_given boolean not null default true,
    loan_ids      text[] not null default '{}',
    contact_point text,
    by            text,
    purpose       text,
    role          text,
    permit_id     text,
    corrections   jsonb not null default '[]'::jsonb,
    origin        text not null default 'book' check (origin in ('book', 'gate', 'heard')),
    detail        jsonb not null default '{}'::jsonb,
    verbatim      text,
    primary key (book, attempt_id, at)
) partition by range (at);
create index attempts_by_person on attempts (person_no, at);
create index attempts_by_point on attempts (book, contact_point, at);
create table attempts_rest partition of attempts default;
comment on table attempts is 'one row per contact, tried or made; counts are views over it, never stored; corrections are added, the row is not rewritten';
comment on column attempts.corrections is 'what was learned later, in order: [{"at", "outcome", "why"}]; the last outcome is the one that holds';
comment on column attempts.detail is 'what the gate''s event says beyond the book''s columns: lender, technology, debts raised, …; absent = not said';

-- `verbatim` is the record as it came, kept where our own writing of it would differ. Once a value changes it no longer speaks for
-- the row, whoever changed it.
create function forget_verbatim() returns trigger
    language plpgsql as
$$
begin
    new.verbatim := null;
    return new;
end
$$;

create trigger verbatim before update on lenders for each row
    when (old.verbatim is not distinct from new.verbatim and new.verbatim is not null) execute function forget_verbatim();
create trigger verbatim before update on people for each row
    when (old.verbatim is not distinct from new.verbatim and new.verbatim is not null) execute function forget_verbatim();
create trigger verbatim before update on loans for each row
    when (old.verbatim is not distinct from new.verbatim and new.verbatim is not null) execute function forget_verbatim();
create trigger verbatim before update on instalments for each row
    when (old.verbatim is not distinct from new.verbatim and new.verbatim is not null) execute function forget_verbatim();
create trigger verbatim before update on payments for each row
    when (old.verbatim is not distinct from new.verbatim and new.verbatim is not null) execute function forget_verbatim();
create trigger verbatim before update on charges for each row
    when (old.verbatim is not distinct from new.verbatim and new.verbatim is not null) execute function forget_verbatim();
create trigger verbatim before update on contact_points for each row
    when (old.verbatim is not distinct from new.verbatim and new.verbatim is not null) execute function forget_verbatim();
create trigger verbatim before update on relations for each row
    when (old.verbatim is not distinct from new.verbatim and new.verbatim is not null) execute function forget_verbatim();
create trigger verbatim before update on consents for each row
    when (old.verbatim is not distinct from new.verbatim and new.verbatim is not null) execute function forget_verbatim();
create trigger verbatim before update on attempts for each row
    when (old.verbatim is not distinct from new.verbatim and new.verbatim is not null) execute function forget_verbatim();
create trigger verbatim before update on requests for each row
    when (old.verbatim is not distinct from new.verbatim and new.verbatim is not null) execute function forget_verbatim();

create table decisions (
    decision_id text not null,
    at          timestamptz not null,
    book        text not null,
    person_no   bigint not null,
    loan_ids    text[] not null default '{}',
    plan_id     text,
    channel     text not null,
    purpose     text not null,
    role        text not null,
    decision    smallint not null check (decision between 0 and 4),
    ask         jsonb not null,
    facts       jsonb not null,
    verdict     jsonb not null,
    versions    jsonb not null,
    primary key (decision_id, at)
) partition by range (at);
create index decisions_by_person on decisions (person_no, at);
create table decisions_rest partition of decisions default;

create table evidence (
    evidence_no bigint generated always as identity,
    at          timestamptz not null,
    book        text not null,
    kind        text not null,
    subject     text not null,
    body        jsonb not null,
    digest      bytea not null check (octet_length(digest) = 32),
    primary key (evidence_no, at)
) partition by range (at);
create index evidence_by_subject on evidence (book, subject, at);
create table evidence_rest partition of evidence default;
comment on column evidence.digest is 'SHA-256 of the canonical bytes of body (RFC 8785)';

-- One row per key that a count or a hold can hang on (a person, a debt, a number). Whoever decides reads the versions first;
-- the reserving function locks the rows in key order, refuses when a version moved, and raises them.
create table count_keys (
    book    text not null,
    key     text not null,
    version bigint not null default 0,
    primary key (book, key)
) with (fillfactor = 70);

create table permits (
    permit_id      text primary key,
    book           text not null,
    decision_id    text not null,
    attempt_id     text not null,
    attempt_at     timestamptz not null,
    plan_id        text,
    ask_digest     text not null,
    content_digest text,
    keys           text[] not null default '{}',
    granted_at     timestamptz not null,
    expires_at     timestamptz not null,
    state          text not null default 'granted' check (state in ('granted', 'used', 'returned')),
    used_at        timestamptz,
    check (state <> 'used' or used_at is not null)
);
create unique index permits_by_attempt on permits (book, attempt_id);
create unique index permits_by_decision on permits (book, decision_id);
create index permits_open on permits (expires_at) where state = 'granted';

-- ------------------------------------------------------------------------------------------------------------- the nightly run

create table runs (
    book        text not null references books,
    run_date    date not null,
    state       text not null check (state in ('running', 'done')),
    started_at  timestamptz not null,
    finished_at timestamptz,
    summary     jsonb,
    primary key (book, run_date)
);

create table ageing (
    run_date                date not null,
    book                    text not null,
    loan_no                 bigint not null,
    days_past_due           integer not null check (days_past_due >= 0),
    oldest_unpaid_due       date,
    overdue_principal_minor bigint not null,
    overdue_interest_minor  bigint not null,
    overdue_fees_minor      bigint not null,
    bucket                  text not null,
    primary key (run_date, loan_no)
) partition by range (run_date);
create table ageing_rest partition of ageing default;
create index ageing_by_loan on ageing (loan_no, run_date);

create table cases (
    case_id   text primary key,
    book      text not null references books,
    loan_no   bigint not null references loans,
    opened_on date not null,
    closed_on date,
    bucket    text not null,
    unique (loan_no, opened_on),
    check (closed_on is null or closed_on >= opened_on)
);
create unique index cases_one_open_per_loan on cases (loan_no) where closed_on is null;

create table case_moves (
    case_id     text not null references cases,
    run_date    date not null,
    move        text not null check (move in ('opened', 'moved_up', 'moved_down', 'closed')),
    from_bucket text not null,
    to_bucket   text not null,
    primary key (case_id, run_date)
);

create table quarantine (
    book     text not null references books,
    run_date date not null,
    loan_no  bigint not null references loans,
    why      text not null,
    primary key (book, run_date, loan_no)
);

create table planned_contacts (
    plan_id          text primary key,
    book             text not null references books,
    run_date         date not null,
    case_id          text references cases,
    loan_no          bigint not null references loans,
    person_no        bigint not null references people,
    role             text not null,
    channel          text not null,
    purpose          text not null,
    contact_point    text,
    step             text not null,
    template         text,
    priority         integer not null,
    not_before       timestamptz not null,
    not_after        timestamptz not null,
    state            text not null default 'planned' check (state in
                         ('planned', 'refused_at_night', 'claimed', 'reserved', 'sending', 'sent', 'refused', 'failed', 'uncertain', 'lapsed')),
    night            jsonb,
    claimed_by       text,
    lease_until      timestamptz,
    permit_id        text,
    decision_id      text,
    finished_at      timestamptz,
    check (state <> 'sending' or permit_id is not null)
);
create index planned_contacts_due on planned_contacts (channel, priority desc, not_before) where state = 'planned';
create index planned_contacts_busy on planned_contacts (lease_until) where state in ('claimed', 'reserved', 'sending');
create index planned_contacts_by_loan on planned_contacts (loan_no, run_date);
comment on column planned_contacts.night is 'what the night''s columns said: decision, clauses, next permitted instant';

-- ------------------------------------------------------------------------------------------------------------- messages, mail

create table messages (
    message_id    text primary key,
    book          text not null,
    attempt_id    text,
    direction     text not null check (direction in ('in', 'out')),
    at            timestamptz not null,
    channel       text not null,
    address       text not null,
    person_no     bigint,
    subject       text,
    body          text not null,
    provider_says text,
    meaning       text
);
create index messages_by_attempt on messages (attempt_id);
create index messages_by_person on messages (person_no, at);

-- ------------------------------------------------------------------------------------------------------------- staff and sign-in

create table staff (
    staff_id      text primary key,
    sign_in       text not null unique,
    name          text not null,
    password_hash text not null,
    role          text not null check (role in ('collector', 'team_lead', 'service', 'compliance', 'auditor')),
    books         text[] not null default '{}',
    language      text not null default 'zh-CN' check (language in ('zh-CN', 'en')),
    failed_since  timestamptz,
    failures      integer not null default 0,
    locked_until  timestamptz
);

create table sessions (
    token_digest bytea primary key,
    staff_id     text not null references staff,
    csrf         text not null,
    started_at   timestamptz not null,
    expires_at   timestamptz not null
);
