-- What curators chose is news of its own; readers can ask for it, and for papers near to their own.
alter table digest_event drop constraint digest_event_kind_check;
alter table digest_event add constraint digest_event_kind_check
  check (kind in ('listed', 'changed', 'verdict', 'picked'));
update subscription set wishes = wishes || '{"picks": false, "own": false}';
update subscription_request set wishes = wishes || '{"picks": false, "own": false}';
