-- What people say about papers. Nothing here is removed but by whoever wrote it: hiding keeps the text for its author and for curators.

create table comment (
  id bigint generated always as identity primary key,
  paper text not null references paper (id),
  parent bigint references comment (id),
  account bigint references account (id), -- null once its author has left
  text text not null,
  revision int not null default 1,
  created timestamptz not null,
  edited timestamptz,
  deleted timestamptz, -- by its author; the text is gone
  hidden timestamptz, -- by a curator
  hidden_by bigint references account (id),
  hidden_note text not null default '',
  review boolean not null default false, -- links from a new account, which nobody has looked at
  form bytea not null -- what was sent, so that a form sent twice says it once
);
create unique index comment_form on comment (account, form);
create index comment_paper on comment (paper, id);
create index comment_parent on comment (parent);
create index comment_account on comment (account, id desc);
create index comment_newest on comment (id desc) where hidden is null and deleted is null;
create index comment_review on comment (id) where review;

-- Former texts.
create table comment_revision (
  comment bigint not null references comment (id),
  revision int not null,
  text text not null,
  written timestamptz not null,
  primary key (comment, revision)
);

-- What somebody is told.
create table notice (
  id bigint generated always as identity primary key,
  account bigint not null references account (id),
  kind text not null check (kind in ('reply', 'mention', 'paper', 'hidden', 'shown', 'refused')),
  comment bigint not null references comment (id),
  created timestamptz not null,
  read timestamptz,
  unique (account, comment, kind)
);
create index notice_account on notice (account, id desc);
create index notice_unread on notice (account) where read is null;
create index notice_comment on notice (comment);

-- Who wants to hear of every comment on a paper.
create table follow (
  account bigint not null references account (id),
  paper text not null references paper (id),
  since timestamptz not null,
  primary key (account, paper)
);
create index follow_paper on follow (paper);

-- What somebody wrote about a paper for themselves alone.
create table note (
  account bigint not null references account (id),
  paper text not null references paper (id),
  text text not null,
  changed timestamptz not null,
  primary key (account, paper)
);
create index note_paper on note (paper);
