-- Live, or a rehearsal whose clock is set by hand.

-- name: read
select mode, rehearsal_now from installation;

-- name: begin_rehearsal
-- Only an installation that holds nothing yet, or is a rehearsal already, can be one.
insert into installation (mode, rehearsal_now)
select 'rehearsal', %(at)s
where not exists (select 1 from installation)
on conflict (only_row) do nothing;

-- name: begin_live
insert into installation (mode) values ('live')
on conflict (only_row) do nothing;

-- name: set_clock
-- The clock of a rehearsal goes forward only: what has happened stays in the past.
update installation set rehearsal_now = greatest(rehearsal_now, %(at)s)
where mode = 'rehearsal'
returning rehearsal_now;
