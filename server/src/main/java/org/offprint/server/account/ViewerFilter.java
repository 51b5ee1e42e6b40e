package org.offprint.server.account;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.web.Viewer;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Tells pages who looks at them.
@Component
final class ViewerFilter extends OncePerRequestFilter {
  private final Access access;
  private final News news;

  ViewerFilter(Access access, News news) {
    this.access = access;
    this.news = news;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return request.getCookies() == null || request.getRequestURI().startsWith("/static/");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Viewer viewer = access.session(request).map(this::viewer).orElse(null);
    Viewer.<ServletException, IOException>during(viewer, () -> chain.doFilter(request, response));
  }

  private Viewer viewer(Session session) {
    Account account = session.account();
    return new Viewer(
        account.id(),
        account.name(),
        account.shown(),
        session.proof(),
        session.atLeast(Role.curator),
        session.atLeast(Role.admin),
        news.unread(account.id()));
  }
}
