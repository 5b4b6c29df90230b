-- One partition a month for attempts, decisions, evidence and ageing, made before the month begins.
--
-- Rows that arrived before their partition lie in the default partition; they are moved. Only the default partition is locked
-- against everyone, and only while its few rows are moved: the month's table is filled first and attached afterwards.

create function make_month(parent regclass, month_start date) returns boolean
    language plpgsql volatile as
$$
declare
    month_end date := (month_start + interval '1 month')::date;
    part text := format('%s_%s', parent, to_char(month_start, 'YYYY_MM'));
    rest text := format('%s_rest', parent);
    by_column text := case when parent = 'ageing'::regclass then 'run_date' else 'at' end;
    low text := case when by_column = 'at' then month_start || ' 00:00:00+00' else month_start::text end;
    high text := case when by_column = 'at' then month_end || ' 00:00:00+00' else month_end::text end;
begin
    if to_regclass(part) is not null then
        return false;
    end if;
    execute format('create table %I (like %s including defaults including constraints including storage)', part, parent);
    execute format('lock table %I in access exclusive mode', rest);
    execute format('with moved as (delete from %1$I where %2$I >= %3$L and %2$I < %4$L returning *) insert into %5$I select * from moved',
                   rest, by_column, low, high, part);
    execute format('alter table %s attach partition %I for values from (%L) to (%L)', parent, part, low, high);
    return true;
end
$$;

-- Makes what is missing for every month that touches the days from `first_day` to `last_day`; returns how many tables were made.
create function make_months(first_day date, last_day date) returns integer
    language plpgsql volatile as
$$
declare
    month_start date;
    parent regclass;
    made integer := 0;
begin
    perform pg_advisory_xact_lock(7031966); -- one maker at a time
    for month_start in select generate_series(date_trunc('month', first_day::timestamp), last_day::timestamp, interval '1 month')::date loop
        foreach parent in array array['attempts', 'decisions', 'evidence', 'ageing']::regclass[] loop
            made := made + make_month(parent, month_start)::integer;
        end loop;
    end loop;
    return made;
end
$$;
