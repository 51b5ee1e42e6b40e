-- Who says to have written a paper, and what became of that.
create table authorship (
  paper text not null references paper (id),
  account bigint not null references account (id),
  -- Which of the paper's authors they are, as the paper writes them.
  author text not null,
  state text not null check (state in ('asked', 'approved', 'refused')),
  -- What they gave as proof, or what proved it.
  proof text not null,
  note text not null default '',
  asked timestamptz not null,
  decided timestamptz,
  decided_by bigint references account (id),
  primary key (paper, account)
);
create index authorship_account on authorship (account);
create index authorship_asked on authorship (asked) where state = 'asked';

-- A paper that somebody brought, with what they said of it.
create table submission (
  paper text not null references paper (id),
  account bigint not null references account (id),
  at timestamptz not null,
  words text not null default '',
  primary key (paper, account)
);
create index submission_account on submission (account, at desc);

-- The papers that curators chose for a day, in their order.
create table pick (
  day date not null,
  paper text not null references paper (id),
  place int not null,
  why text not null default '',
  account bigint not null references account (id),
  at timestamptz not null,
  primary key (day, paper)
);
create index pick_paper on pick (paper);

-- Lists of papers that somebody keeps: a reading list is one that nobody else sees.
create table shelf (
  id bigint generated always as identity primary key,
  account bigint not null references account (id),
  name text not null,
  about text not null default '',
  public boolean not null,
  created timestamptz not null,
  unique (account, name)
);
create table shelved (
  shelf bigint not null references shelf (id) on delete cascade,
  paper text not null references paper (id),
  at timestamptz not null,
  note text not null default '',
  primary key (shelf, paper)
);
create index shelved_paper on shelved (paper);

-- What stands on a day's page, with the place that curators gave it.
create or replace view shown as
  select l.day, l.edition, l.paper, l.position, l.submitted_at, l.submitter, k.place as pick
  from listing l left join pick k on k.day = l.day and k.paper = l.paper
  where l.edition = 'daily'
     or not exists (select 1 from listing d where d.day = l.day and d.edition = 'daily');
