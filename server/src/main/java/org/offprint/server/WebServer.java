package org.offprint.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.offprint.server.config.Settings;
import org.offprint.server.web.PublicAddress;
import org.offprint.server.web.SecurityHeaders;
import org.offprint.server.web.TrustedProxies;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.context.support.GenericApplicationContext;

/// HTTP around an {@link Offprint}: Spring finds the routes of each feature and gives them the
/// parts that they take in their constructors.
final class WebServer implements AutoCloseable {
  @SpringBootConfiguration
  @EnableAutoConfiguration
  @ComponentScan(
      basePackages = "org.offprint.server",
      nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class) // features name alike
  static class Wiring {
    @Bean
    TrustedProxies trustedProxies(Settings settings) {
      return new TrustedProxies(settings.server().trustedProxies());
    }

    @Bean
    SecurityHeaders securityHeaders() {
      return new SecurityHeaders();
    }
  }

  private final ConfigurableApplicationContext context;

  private WebServer(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /// Listens when it returns. Port 0 takes a free one; see {@link #port()}.
  static WebServer start(Offprint offprint, String address, int port) {
    PublicAddress readers = new PublicAddress(offprint.settings().site().url().toString());
    return start(offprint, address, port, readers);
  }

  /// @param readers where readers find this server: what feeds and citations point to
  static WebServer start(Offprint offprint, String address, int port, PublicAddress readers) {
    return start(offprint.parts(), address, port, readers);
  }

  /// @param named the parts by name
  static WebServer start(
      Map<String, Object> named, String address, int port, PublicAddress readers) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("server.address", address);
    properties.put("server.port", port);
    properties.put("server.shutdown", "graceful");
    properties.put("spring.lifecycle.timeout-per-shutdown-phase", "10s");
    properties.put("spring.threads.virtual.enabled", true);
    properties.put("spring.main.banner-mode", "off");
    properties.put("spring.main.log-startup-info", false);
    properties.put("spring.jmx.enabled", false);
    properties.put("spring.web.resources.add-mappings", false);
    properties.put("spring.mvc.log-resolved-exception", false);
    properties.put("server.tomcat.threads.max", 200);
    properties.put("server.max-http-request-header-size", "16KB");
    Map<String, Object> all = new LinkedHashMap<>(named);
    all.put("publicAddress", readers);
    ApplicationContextInitializer<ConfigurableApplicationContext> parts =
        context ->
            all.forEach((name, part) ->
                ((GenericApplicationContext) context)
                    .getBeanFactory()
                    .registerSingleton(name, part));
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(Wiring.class)
            .web(WebApplicationType.SERVLET)
            .properties(properties)
            .initializers(parts)
            .registerShutdownHook(false)
            .run();
    return new WebServer(context);
  }

  int port() {
    return Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort();
  }

  ConfigurableApplicationContext context() {
    return context;
  }

  /// Stops taking requests, finishes those that run, then stops.
  @Override
  public void close() {
    context.close();
  }
}
