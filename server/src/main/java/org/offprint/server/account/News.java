package org.offprint.server.account;

/// How many notifications wait for somebody; whoever notifies tells.
public interface News {
  int unread(long account);
}
