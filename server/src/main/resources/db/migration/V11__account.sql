-- Who can sign in. Ending or changing one is an update: what others answered stays.
create table account (
  id bigint generated always as identity primary key,
  name text not null,
  shown text not null,
  mail text,
  mail_confirmed timestamptz,
  password text,
  role text not null check (role in ('member', 'curator', 'admin')),
  state text not null default 'active' check (state in ('active', 'suspended', 'deleted')),
  state_note text not null default '',
  invited_by bigint references account (id),
  orcid text,
  about text not null default '',
  created timestamptz not null
);
create unique index account_name on account (lower(name));
create unique index account_mail on account (lower(mail)) where mail_confirmed is not null;
create unique index account_orcid on account (orcid) where orcid is not null;
create index account_invited_by on account (invited_by);

-- Of every secret here only the SHA-256 is kept.
create table session (
  id bigint generated always as identity primary key,
  secret bytea not null unique,
  account bigint not null references account (id),
  created timestamptz not null,
  seen timestamptz not null,
  expires timestamptz not null,
  network text not null,
  agent text not null
);
create index session_account on session (account);
create index session_expires on session (expires);

create table invitation (
  id bigint generated always as identity primary key,
  code bytea not null unique,
  made_by bigint not null references account (id),
  role text not null check (role in ('member', 'curator', 'admin')),
  note text not null,
  created timestamptz not null,
  expires timestamptz not null,
  used_by bigint references account (id)
);
create index invitation_made_by on invitation (made_by);

-- Sessions of the key that curators had before there were accounts.
drop table curator_signed_out;
