-- Mails that wait to be sent, and what became of each. The key says what a mail is for, so that whoever asks for it again, in this
-- process or another, asks for the same one.
create table post (
  id bigint generated always as identity primary key,
  key text not null unique,
  kind text not null,
  -- The reference of whom it is for, and the address; empty once that reader has left.
  owner text not null,
  recipient text not null,
  domain text not null,
  message_id text not null,
  state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed', 'refused', 'dropped')),
  attempts int not null default 0,
  made timestamptz not null,
  next_at timestamptz not null,
  claimed_until timestamptz,
  ended timestamptz,
  why text
);
create index post_waiting on post (next_at, id) where state in ('queued', 'sending');
create index post_owner on post (owner);
create index post_ended on post (ended desc) where ended is not null;

-- An address that asked for digests and has confirmed that it did.
create table subscription (
  id bigint generated always as identity primary key,
  ref text not null unique,
  address text not null,
  address_hash text not null unique,
  account bigint,
  wishes jsonb not null,
  state text not null default 'active' check (state in ('active', 'suspended')),
  why text,
  since timestamptz not null,
  -- The last event that an issue has covered.
  covered bigint not null,
  next_due timestamptz not null,
  refusals int not null default 0
);
create index subscription_due on subscription (next_due, id) where state = 'active';

-- An address that somebody named and nobody has confirmed.
create table subscription_request (
  address_hash text primary key,
  ref text not null unique,
  address text not null,
  wishes jsonb not null,
  consent text not null,
  asked timestamptz not null,
  expires timestamptz not null,
  mails int not null
);

-- What a reader agreed to, and when.
create table consent (
  address_hash text not null,
  confirmed timestamptz not null,
  asked timestamptz not null,
  text text not null,
  primary key (address_hash, confirmed)
);

-- Who has left, and who wants no mail from here at all: nothing but a keyed hash of the address.
create table departed (
  address_hash text primary key,
  ref text not null unique,
  how text not null,
  never boolean not null default false,
  at timestamptz not null
);

-- What may be news to a reader, numbered in the order in which it was noticed.
create table digest_event (
  seq bigint generated always as identity primary key,
  kind text not null check (kind in ('listed', 'changed', 'verdict')),
  paper text not null,
  mark text not null,
  day date not null,
  unique (kind, paper, mark)
);
create index digest_event_day on digest_event (kind, day);

-- An issue as it was chosen for one reader.
create table digest_issue (
  subscription bigint not null references subscription (id) on delete cascade,
  day date not null,
  number int not null,
  made timestamptz not null,
  matched int not null,
  shown int not null,
  content jsonb not null,
  primary key (subscription, day)
);

-- What an issue showed: no reader sees a thing twice.
create table digest_item (
  subscription bigint not null references subscription (id) on delete cascade,
  paper text not null,
  kind text not null,
  mark text not null,
  day date not null,
  primary key (subscription, paper, kind, mark)
);
