-- When anybody who shares this database may ask a host again, and what was asked.
create table gate (
  name text primary key,
  open_at timestamptz not null,
  failures int not null default 0,
  why text
);

create table fetch_log (
  id bigint generated always as identity primary key,
  gate text not null,
  source text not null,
  process text not null,
  address text not null,
  began timestamptz not null,
  ended timestamptz,
  status int,
  bytes bigint,
  outcome text
);
create index fetch_log_began on fetch_log (gate, began);

-- What a page said of its age when it was last read to the end, so that it need not be sent again unchanged.
create table page_read (
  address text primary key,
  etag text,
  last_modified text
);

-- A walk through the pages of a source, so far.
create table harvest (
  source text not null,
  channel text not null,
  day date not null,
  state text not null default 'open' check (state in ('open', 'done')),
  begin_at timestamptz,
  cursor text,
  pages int not null default 0,
  records bigint not null default 0,
  attempts int not null default 0,
  next_at timestamptz not null,
  lease_until timestamptz,
  why text,
  primary key (source, channel, day)
);

-- That a source named a paper among those of a category and day.
create table sighting (
  day date not null,
  category text not null,
  paper text not null,
  source text not null,
  kind text not null check (kind in ('new', 'cross', 'replace', 'replace-cross', 'changed', 'submitted', 'deleted')),
  version int,
  due boolean not null,
  primary key (category, day, paper, source)
);
create index sighting_paper on sighting (paper);

-- That a source has said all it has of a category and day.
create table report (
  day date not null,
  category text not null,
  source text not null,
  whole boolean not null,
  items int not null,
  why text,
  at timestamptz not null,
  primary key (category, day, source)
);

-- How a category's day stands: derived from the three above and from the papers.
create table day_state (
  day date not null,
  category text not null,
  state text not null check (state in ('complete', 'partial', 'unconfirmed', 'awaited', 'nothing')),
  announced int not null,
  missing jsonb not null default '[]',
  usual int,
  why text not null,
  since timestamptz not null,
  checked timestamptz not null,
  primary key (category, day)
);
create index day_state_day on day_state (day);

create table alarm (
  id bigint generated always as identity primary key,
  subject text not null,
  message text not null,
  raised timestamptz not null,
  told timestamptz,
  cleared timestamptz
);
create unique index alarm_standing on alarm (subject) where cleared is null;
