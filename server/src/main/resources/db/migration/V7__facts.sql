-- What an index says of a paper beside what the paper says of itself, and when it was asked. A row without a work says
-- that the index did not know the paper then.
create table paper_fact (
  paper text not null references paper (id),
  source text not null,
  work text,
  citations int check (citations >= 0),
  as_of timestamptz not null,
  primary key (paper, source)
);
create index paper_fact_as_of on paper_fact (source, as_of);
