-- The database is the only truth: the index, the scores and the caches can be rebuilt from these tables.

create table paper (
  id text primary key,
  title text not null check (title <> ''),
  abstract text,
  summary text,
  machine_summary text,
  authors jsonb not null default '[]',
  author_count int,
  organisation jsonb,
  primary_category text,
  categories jsonb not null default '[]',
  published text,
  updated text,
  withdrawn timestamptz,
  versions jsonb not null default '[]',
  doi text,
  journal_reference text,
  comment text,
  licence text,
  links jsonb not null default '[]',
  keywords jsonb not null default '[]',
  tally jsonb not null default '{}',
  origin jsonb not null,
  -- Derived from the columns above and from listing when a paper is written, so that lists can sort by an index.
  published_at timestamptz,
  heat double precision
);
create index paper_published on paper (published_at desc nulls last, id);
create index paper_heat on paper (heat desc nulls last, id);
create index paper_doi on paper (lower(doi)) where doi is not null;

create table edition (
  slug text primary key,
  name text not null,
  day date not null
);

create table listing (
  day date not null,
  edition text not null,
  paper text not null references paper (id),
  position int,
  submitted_at timestamptz,
  submitter jsonb,
  primary key (day, edition, paper)
);
create index listing_paper on listing (paper);
create index listing_submitter on listing ((submitter ->> 'name')) where submitter is not null;

-- What stands on a day's page: the daily list, or a named edition on a day that has no daily list.
create view shown as
  select l.day, l.edition, l.paper, l.position, l.submitted_at, l.submitter
  from listing l
  where l.edition = 'daily'
     or not exists (select 1 from listing d where d.day = l.day and d.edition = 'daily');

create table method (
  id text primary key,
  name text not null,
  paper text not null references paper (id),
  number int not null,
  family text not null,
  needs text
);
create index method_paper on method (paper);

create table result (
  id text primary key,
  method text not null,
  task text not null,
  started timestamptz not null,
  document text not null
);
create index result_method on result (method, task, started desc);

create table quarantine (
  id bigint generated always as identity primary key,
  source text not null,
  line bigint not null,
  reason text not null,
  record text not null,
  digest text not null,
  seen timestamptz not null,
  unique (source, line, digest)
);

-- Committed together with the change it speaks of; a job carries it to the index and the caches, then removes it.
create table outbox (
  id bigint generated always as identity primary key,
  topic text not null,
  key text not null
);
