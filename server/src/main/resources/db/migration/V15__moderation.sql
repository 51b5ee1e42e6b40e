-- What people report, and what moderators did about it.

create table flag (
  id bigint generated always as identity primary key,
  comment bigint references comment (id),
  paper text references paper (id),
  account bigint not null references account (id),
  reason text not null check (reason in ('spam', 'abuse', 'off-topic', 'wrong-paper', 'other')),
  words text not null default '',
  created timestamptz not null,
  closed timestamptz,
  closed_by bigint references account (id),
  check ((comment is null) <> (paper is null))
);
create unique index flag_comment on flag (comment, account) where comment is not null;
create unique index flag_paper on flag (paper, account) where paper is not null;
create index flag_open on flag (id) where closed is null;
create index flag_account on flag (account);

-- Every action, for everybody to read. Nothing is ever taken from it or changed in it.
create table moderation_log (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor bigint not null references account (id),
  action text not null,
  comment bigint references comment (id),
  paper text references paper (id),
  person bigint references account (id),
  note text not null
);
create index moderation_log_comment on moderation_log (comment);
create index moderation_log_person on moderation_log (person);

create function moderation_log_stays() returns trigger language plpgsql as $$
begin
  raise exception 'the moderation log is only added to';
end
$$;
create trigger moderation_log_stays before update or delete on moderation_log
  for each row execute function moderation_log_stays();

-- One for each decision that somebody appeals against: the entry of the log that it is about.
create table appeal (
  id bigint generated always as identity primary key,
  account bigint not null references account (id),
  decision bigint not null unique references moderation_log (id),
  comment bigint references comment (id), -- null where it is about a suspension
  words text not null,
  created timestamptz not null,
  answered timestamptz,
  answered_by bigint references account (id),
  granted boolean,
  answer text not null default ''
);
create index appeal_open on appeal (id) where answered is null;
create index appeal_account on appeal (account);
