package org.offprint.server.account;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.offprint.server.web.RateLimit;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Counts what each token asks for, and says with every answer how much is left.
@Component
final class TokenLimit implements HandlerInterceptor, WebMvcConfigurer {
  static final int MOST = 1_000;
  static final Duration WITHIN = Duration.ofMinutes(5);

  private final Access access;
  private final RateLimit calls = new RateLimit("calls with this token", MOST, WITHIN);

  TokenLimit(Access access) {
    this.access = access;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this).addPathPatterns("/api/**", "/mcp");
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    access
        .token(request)
        .ifPresent(holder -> {
          String key = String.valueOf(holder.token());
          response.setHeader(
              "RateLimit-Policy",
              "\"fixed window\";\"api\";q=%d;w=%d".formatted(MOST, WITHIN.toSeconds()));
          int left = Math.max(0, calls.left(key) - 1);
          response.setHeader(
              "RateLimit", "\"api\";r=%d;t=%d".formatted(left, calls.reset(key).toSeconds()));
          calls.count(key);
        });
    return true;
  }
}
