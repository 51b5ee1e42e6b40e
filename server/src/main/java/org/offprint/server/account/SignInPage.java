package org.offprint.server.account;

import org.offprint.server.config.Registration;

/// Where somebody signs in.
///
/// @param name what was entered before
/// @param then the page to go to afterwards
/// @param problem why the last attempt did not succeed; empty as a rule
/// @param empty whether nobody has an account yet
public record SignInPage(
    String name, String then, String problem, Registration registration, boolean empty) {}
