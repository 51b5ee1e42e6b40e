-- A record that could not be read, whole as a rule, and what became of it.
alter table quarantine
  add column key text,
  add column cut boolean not null default false,
  add column state text not null default 'waiting' check (state in ('waiting', 'stored', 'discarded')),
  add column attempts int not null default 0,
  add column settled timestamptz;
update quarantine set cut = length(record) > 4000;
create index quarantine_state on quarantine (state, source);

-- An alarm that somebody was told of is told again when it is over.
alter table alarm add column clear_told timestamptz;

-- The log is asked for the last day, and for the last good answer of each source.
create index fetch_log_time on fetch_log (began);
create index fetch_log_good on fetch_log (source, ended) where status in (200, 304);
