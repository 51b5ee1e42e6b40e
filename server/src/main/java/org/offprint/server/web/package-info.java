/// Plumbing: answers with validators and compression, pages from templates, errors in the form that
/// the caller reads, security headers.
@NullMarked
package org.offprint.server.web;

import org.jspecify.annotations.NullMarked;
