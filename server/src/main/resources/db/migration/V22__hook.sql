-- Addresses that an admin lets this server tell what is new.
create table hook (
  id bigint generated always as identity primary key,
  name text not null unique,
  address text not null,
  form text not null check (form in ('json', 'slack', 'matrix', 'teams')),
  gets text[] not null,
  category text not null default '',
  search text not null default '',
  most int not null,
  secret text not null,
  state text not null default 'active' check (state in ('active', 'paused', 'gone')),
  why text not null default '',
  created timestamptz not null,
  -- The last event of the journal that it was told of: papers may wait for their list, verdicts do not.
  papers_told bigint not null,
  verdicts_told bigint not null,
  -- Since when papers wait for their list to be settled.
  waits_since timestamptz,
  -- The last day whose trending papers it got.
  trended date not null
);

-- Who is told when a feed changes (WebSub).
create table websub (
  id bigint generated always as identity primary key,
  topic text not null,
  callback text not null,
  secret text not null,
  network text not null,
  since timestamptz not null,
  expires timestamptz not null,
  unique (topic, callback)
);
create index websub_expires on websub (expires);

-- A feed with subscribers, as it was when they were last told.
create table websub_topic (
  topic text primary key,
  hash text not null,
  changed timestamptz not null
);

-- Requests that wait to be sent to somebody else's server, and what became of each. The key says what one is for, so that
-- whoever asks for it again asks for the same one.
create table delivery (
  id bigint generated always as identity primary key,
  message text not null unique,
  key text not null unique,
  kind text not null,
  hook bigint references hook (id) on delete cascade,
  websub bigint references websub (id) on delete cascade,
  about text not null,
  body text not null,
  state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed', 'dropped')),
  attempts int not null default 0,
  made timestamptz not null,
  next_at timestamptz not null,
  claimed_until timestamptz,
  ended timestamptz,
  status int,
  why text not null default ''
);
create index delivery_waiting on delivery (next_at, id) where state in ('queued', 'sending');
create index delivery_hook on delivery (hook, id desc);
create index delivery_websub on delivery (websub);
create index delivery_ended on delivery (ended) where ended is not null;

-- When a paper of a list is discussed.
create table meeting (
  id bigint generated always as identity primary key,
  uid text not null unique,
  shelf bigint not null,
  paper text not null,
  day date not null,
  starts time,
  zone text not null,
  minutes int not null,
  place text not null default '',
  link text not null default '',
  changes int not null default 0,
  changed timestamptz not null,
  foreign key (shelf, paper) references shelved (shelf, paper) on delete cascade
);
create index meeting_shelf on meeting (shelf, day);
-- The key in the address of a list's calendar, where its owner made one.
alter table shelf add column calendar text;
