-- Every vote and every retraction, in the order in which they were acknowledged. Nothing in it is ever changed, so that
-- every count can be computed again.
create table vote_event (
  id bigint generated always as identity primary key,
  paper text not null references paper (id),
  account bigint not null references account (id),
  up boolean not null,
  -- Given by an author of the paper: counted apart.
  own boolean not null,
  at timestamptz not null
);
create index vote_event_one on vote_event (paper, account, id desc);
create index vote_event_account on vote_event (account, id desc);

-- How they stand now.
create table vote (
  paper text not null references paper (id),
  account bigint not null references account (id),
  own boolean not null,
  since timestamptz not null,
  primary key (paper, account)
);
create index vote_account on vote (account, since desc);

-- What was done on this server; what sources said is in tally.
alter table paper
  add column votes int not null default 0,
  add column own_votes int not null default 0,
  add column comments int not null default 0;

-- Papers as they are shown: their counts are what sources said and what was done here.
create view paper_shown as
  select id, title, abstract, summary, machine_summary, authors, author_count, organisation, primary_category, categories, published, updated,
    withdrawn, versions, doi, journal_reference, comment, licence, links, keywords,
    case when votes = 0 and comments = 0 then tally
      else tally
        || case when votes = 0 then '{}'::jsonb
             else jsonb_build_object('upvotes', coalesce((tally ->> 'upvotes')::int, 0) + votes, 'votes_here', votes) end
        || case when comments = 0 then '{}'::jsonb
             else jsonb_build_object('comments', coalesce((tally ->> 'comments')::int, 0) + comments, 'comments_here', comments) end
    end as tally,
    origin, published_at, heat
  from paper;
