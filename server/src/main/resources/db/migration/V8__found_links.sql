-- Addresses that stand in abstracts and comments, found again whenever a paper changes, and what became of those that
-- were asked. Derived from the papers.
create table found_link (
  paper text not null,
  url text not null,
  kind text not null check (kind in ('code', 'project', 'model', 'dataset', 'media')),
  place text not null check (place in ('abstract', 'comment')),
  state text check (state in ('ok', 'moved', 'gone', 'unclear')),
  checked timestamptz,
  next_at timestamptz not null,
  moved_to text,
  why text,
  primary key (paper, url)
);
create index found_link_next on found_link (next_at);

-- Papers that were here before this table was.
insert into outbox (topic, key) select 'links', id from paper order by id;
