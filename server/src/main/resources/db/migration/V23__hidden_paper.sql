-- A paper that moderators hide is in none of the lists, nor in the index; the record and what was said of it stay.
alter table paper add column hidden boolean not null default false;
create index paper_hidden on paper (id) where hidden;

create or replace view paper_shown as
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
  from paper where not hidden;

create or replace view shown as
  select l.day, l.edition, l.paper, l.position, l.submitted_at, l.submitter, k.place as pick
  from listing l left join pick k on k.day = l.day and k.paper = l.paper
  where (l.edition = 'daily'
     or not exists (select 1 from listing d where d.day = l.day and d.edition = 'daily'))
    and not exists (select 1 from paper p where p.id = l.paper and p.hidden);
