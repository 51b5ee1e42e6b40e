-- Runs that a curator asked for on a page. What came out of one is a row of result; this is how it went.
create table run_request (
  id bigint generated always as identity primary key,
  paper text not null,
  method text not null,
  task text not null,
  seeds int check (seeds > 0),
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed', 'stopped', 'cancelled')),
  cancel boolean not null default false,
  why text,
  isolation text,
  attempts int not null default 0,
  created timestamptz not null,
  started timestamptz,
  ended timestamptz,
  result text,
  -- The process that runs: its number, when it started, and in which life of the machine.
  process text,
  part text,
  done bigint,
  total bigint,
  log_head text not null default '',
  log_tail text not null default '',
  log_length bigint not null default 0
);
create index run_request_state on run_request (state, id);
create index run_request_paper on run_request (paper, id desc);

-- Sessions that ended before their time; a row can go when the session would have ended anyway.
create table curator_signed_out (
  session text primary key,
  expires timestamptz not null
);
