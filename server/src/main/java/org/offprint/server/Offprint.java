package org.offprint.server;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.plugin.PluginJar;
import org.offprint.server.account.AccountData;
import org.offprint.server.account.Accounts;
import org.offprint.server.account.Invitations;
import org.offprint.server.account.LinkMail;
import org.offprint.server.account.MailLinks;
import org.offprint.server.account.OutsideNames;
import org.offprint.server.account.Providers;
import org.offprint.server.account.Sessions;
import org.offprint.server.account.SetupCode;
import org.offprint.server.account.Tokens;
import org.offprint.server.announce.AlarmMail;
import org.offprint.server.announce.Alarms;
import org.offprint.server.announce.Announcements;
import org.offprint.server.announce.ArxivCalendar;
import org.offprint.server.author.AuthorMarks;
import org.offprint.server.author.Authorship;
import org.offprint.server.board.Boards;
import org.offprint.server.config.Settings;
import org.offprint.server.curate.Picks;
import org.offprint.server.db.Database;
import org.offprint.server.db.DatabaseHost;
import org.offprint.server.digest.Bounces;
import org.offprint.server.digest.DigestPages;
import org.offprint.server.digest.Digests;
import org.offprint.server.digest.Journal;
import org.offprint.server.fact.OpenAlex;
import org.offprint.server.feed.Days;
import org.offprint.server.feed.Trending;
import org.offprint.server.fetch.FetchLog;
import org.offprint.server.fetch.FetchSettings;
import org.offprint.server.fetch.Fetcher;
import org.offprint.server.harvest.ArxivSources;
import org.offprint.server.harvest.Following;
import org.offprint.server.harvest.Harvester;
import org.offprint.server.harvest.Ingest;
import org.offprint.server.harvest.OtherSources;
import org.offprint.server.hook.Outward;
import org.offprint.server.ingest.FirstEdition;
import org.offprint.server.ingest.Intake;
import org.offprint.server.ingest.PluginPapers;
import org.offprint.server.ingest.Quarantine;
import org.offprint.server.ingest.QuarantineRetry;
import org.offprint.server.job.Time;
import org.offprint.server.job.Worker;
import org.offprint.server.link.FoundLinks;
import org.offprint.server.link.LinkCheck;
import org.offprint.server.mail.Carrier;
import org.offprint.server.mail.Mailer;
import org.offprint.server.mail.PostOffice;
import org.offprint.server.moderation.Moderation;
import org.offprint.server.paper.Papers;
import org.offprint.server.result.Formulas;
import org.offprint.server.result.Results;
import org.offprint.server.result.Results.MethodEntry;
import org.offprint.server.run.Runs;
import org.offprint.server.search.IndexJob;
import org.offprint.server.search.LuceneIndex;
import org.offprint.server.search.Reindex;
import org.offprint.server.shelf.Meetings;
import org.offprint.server.shelf.Shelves;
import org.offprint.server.submit.AddedLinks;
import org.offprint.server.submit.Submissions;
import org.offprint.server.subscribe.LinkKey;
import org.offprint.server.subscribe.Links;
import org.offprint.server.subscribe.Signup;
import org.offprint.server.subscribe.SignupMail;
import org.offprint.server.subscribe.Subscriptions;
import org.offprint.server.talk.Comments;
import org.offprint.server.talk.Marks;
import org.offprint.server.talk.Notes;
import org.offprint.server.talk.Notices;
import org.offprint.server.talk.Talk;
import org.offprint.server.vote.Votes;
import org.offprint.server.web.Answers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One open installation: its database, index and features, put together without a container so
/// that commands and tests use them too.
public final class Offprint implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Offprint.class);

  /// How soon a result file that appears in the data folder is on its paper's page.
  private static final Duration LOOK_FOR_RESULTS = Duration.ofSeconds(2);

  /// How soon an alarm is mailed.
  private static final Duration LOOK_FOR_ALARMS = Duration.ofSeconds(30);

  /// How soon pages say that a day stands otherwise.
  private static final Duration LOOK_FOR_STANDINGS = Duration.ofSeconds(10);

  /// How soon the addresses in a new paper stand on its page.
  private static final Duration LOOK_FOR_LINKS = Duration.ofSeconds(1);

  /// How long the log of requests goes back, and how often what is older goes.
  private static final Duration KEEP_REQUESTS = Duration.ofDays(60);

  private static final Duration FORGET_REQUESTS = Duration.ofHours(6);

  /// How soon a page that is due is asked for.
  private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(20);

  /// How soon a mail that waits is sent.
  private static final Duration LOOK_FOR_MAIL = Duration.ofSeconds(2);

  /// How long `/digest/sent` goes back.
  private static final Duration KEEP_MAILS = Duration.ofDays(90);

  /// How soon the address of somebody who never confirmed it goes.
  private static final Duration FORGET_ASKED = Duration.ofHours(1);

  /// An import goes on while no more papers than this wait for the index: two of its commits.
  private static final int MOST_WAITING = 20_000;

  private final Settings settings;
  private final boolean holdsFolder;
  private final Runnable closeHost;
  private final Database database;
  private final Papers papers;
  private final Days days;
  private final List<PluginJar> plugins;
  private final Results results;
  private final LuceneIndex index;
  private final IndexJob indexJob;
  private final Answers answers = new Answers();
  private final InstantSource clock = InstantSource.system();
  private final Accounts accounts;
  private final Sessions sessions;
  private final Invitations invitations;
  private final SetupCode setupCode;
  private final Submissions submissions;
  private final AddedLinks addedLinks;
  private final Picks picks;
  private final Authorship authorship;
  private final Shelves shelves;
  private final Votes votes;
  private final Tokens tokens;
  private final MailLinks mailLinks;
  private final LinkMail linkMail;
  private final OutsideNames outsideNames;
  private final Notices notices;
  private final Comments comments;
  private final Notes notes;
  private final Talk talk;
  private final Moderation moderation;
  private final Runs runs;
  private final Announcements announcements;
  private final Alarms alarms;
  private final Quarantine quarantine;
  private final QuarantineRetry quarantineRetry;
  private final ArxivCalendar calendar;
  private final FetchLog fetchLog;
  private final Fetcher fetcher;
  private final Harvester harvester;
  private final Ingest ingest;
  private final Following following;
  private final FoundLinks foundLinks;
  private final List<Worker> jobs = new ArrayList<>();
  private final LinkCheck linkCheck;
  private final OpenAlex openAlex;
  private final PostOffice post;
  private final Links links;
  private final Subscriptions subscriptions;
  private final Signup signup;
  private final Digests digests;
  private final DigestPages digestPages;
  private final Bounces bounces;
  private final Outward outward;

  /// Opens the installation that the settings describe; its data folder is made where it is
  /// missing. A command that comes while a server holds the folder shares its database and reads
  /// its index.
  public static Offprint open(Settings settings, DatabaseHost.Use use) {
    DatabaseHost host = DatabaseHost.open(settings.database(), settings.data(), use);
    try {
      Database database = new Database(host.address(), Database.Limits.of(settings.database()));
      return new Offprint(settings, database, host.holdsFolder(), host::close);
    } catch (RuntimeException e) {
      host.close();
      throw e;
    }
  }

  /// The same on a database that somebody else runs, with nothing set.
  public static Offprint on(Database database, Path data) {
    return on(database, Settings.defaults(data));
  }

  /// The same with settings.
  static Offprint on(Database database, Settings settings) {
    return new Offprint(settings, database, true, () -> {});
  }

  private Offprint(Settings settings, Database database, boolean holdsFolder, Runnable closeHost) {
    this.settings = settings;
    this.holdsFolder = holdsFolder;
    this.closeHost = closeHost;
    this.database = database;
    this.papers = new Papers(database, Trending::heat);
    this.days = new Days(database);
    if (holdsFolder) {
      new FirstEdition(database, papers).load(); // first, so that no plug-in takes a name of its
    }
    this.plugins = plugins(settings, new Results(database).methods());
    this.results = new Results(database, Formulas.bundled(), plugins);
    this.accounts = new Accounts(database, clock);
    this.sessions = new Sessions(database, settings.accounts().session(), clock);
    this.invitations = new Invitations(database, accounts, clock);
    this.votes = new Votes(database, papers, clock);
    this.addedLinks = new AddedLinks(papers);
    this.picks = new Picks(database, papers, clock);
    this.authorship = new Authorship(database, votes, clock);
    this.shelves = new Shelves(database, clock);
    this.setupCode = new SetupCode(settings.data(), accounts);
    this.tokens = new Tokens(database, clock);
    this.mailLinks = new MailLinks(database, clock);
    this.linkMail =
        new LinkMail(
            accounts,
            mailLinks,
            new Mailer(settings.mail(), settings.site().url(), clock),
            settings.site().url(),
            settings.site().name());
    this.outsideNames = new OutsideNames(database, accounts, clock);
    Marks marks = new AuthorMarks(authorship);
    this.notices = new Notices(database, marks, clock);
    this.comments = new Comments(database, papers, notices, clock, answers::dataChanged);
    this.notes = new Notes(database, clock);
    this.talk = new Talk(comments, notices, notes, marks, accounts, papers);
    this.moderation =
        new Moderation(
            database, papers, comments, notices, accounts, sessions, clock, answers::dataChanged);
    this.runs = new Runs(settings.runs(), settings.data(), home(), database, results, clock);
    Time time = Time.system();
    this.calendar = ArxivSources.calendar(settings.ingest());
    this.announcements = new Announcements(database, papers, calendar);
    this.alarms = new Alarms(database);
    this.quarantine = new Quarantine(database, time);
    Intake intake = new Intake(papers, quarantine);
    this.quarantineRetry = new QuarantineRetry(database, quarantine, intake);
    this.fetchLog = new FetchLog(database);
    this.fetcher = new Fetcher(database, time, fetching(settings), new SplittableRandom());
    this.harvester =
        new Harvester(
            database,
            fetcher,
            intake,
            announcements,
            ArxivSources.of(settings.ingest(), calendar),
            time,
            new SplittableRandom());
    this.ingest =
        new Ingest(
            ArxivSources.plan(settings.ingest()), harvester, announcements, alarms, calendar, time);
    this.foundLinks = new FoundLinks(database, papers, time);
    this.linkCheck = new LinkCheck(foundLinks, fetcher, time);
    this.openAlex = new OpenAlex(database, fetcher, openAlex(settings), time);
    List<Following.Followed> others = OtherSources.of(settings.sources());
    this.following =
        new Following(
            others,
            new Harvester(
                database,
                fetcher,
                new Intake(papers, quarantine),
                announcements,
                others.stream().map(Following.Followed::source).toList(),
                time,
                new SplittableRandom()),
            time);
    Path indexFolder = settings.data().resolve("index");
    this.index = holdsFolder ? LuceneIndex.open(indexFolder) : LuceneIndex.openReading(indexFolder);
    this.indexJob = new IndexJob(database, papers, index);
    this.submissions =
        new Submissions(
            database,
            papers,
            index,
            fetcher,
            new Submissions.Sources(
                settings.ingest().arxivApi(), ArxivSources.PAUSE, settings.sources().doi()),
            clock);
    indexJob.onChange(changed -> {
      results.dataChanged();
      answers.dataChanged();
    });
    String host = String.valueOf(settings.site().url().getHost());
    String site = settings.site().name();
    LinkKey linkKey = new LinkKey(settings.data());
    this.post =
        new PostOffice(
            database,
            Carrier.of(settings.mail(), settings.dkim(), settings.site().url(), settings.data()),
            new PostOffice.Pace(settings.digest().connections(), settings.digest().perDomain()),
            host,
            clock);
    this.links =
        new Links(
            linkKey,
            settings.site().url(),
            settings.digest().bounces(),
            Carrier.sender(settings.mail(), settings.site().url()));
    this.subscriptions = new Subscriptions(database, linkKey, post, clock);
    Journal journal = new Journal(database, results, clock);
    this.signup =
        new Signup(
            database,
            subscriptions,
            linkKey,
            post,
            journal,
            settings.digest().confirmWithin(),
            clock);
    new SignupMail(signup, subscriptions, links, site, answers, clock).register(post);
    this.digests =
        new Digests(
            database,
            subscriptions,
            journal,
            papers,
            days,
            index,
            results,
            announcements,
            calendar,
            post,
            settings.digest().patience());
    this.digestPages =
        new DigestPages(database, subscriptions, papers, results, links, answers, site, host);
    digestPages.register(post);
    this.bounces = new Bounces(subscriptions);
    this.outward =
        new Outward(
            settings,
            fetching(settings),
            database,
            journal,
            papers,
            days,
            index,
            results,
            announcements,
            comments,
            answers,
            clock);
    if (holdsFolder) {
      bringUpToDate();
    }
  }

  /// Sources are told who asks and whom to write to.
  private static FetchSettings fetching(Settings settings) {
    String contact = settings.site().contact();
    return new FetchSettings(
        "Offprint/0.1 (%s%s)"
            .formatted(settings.site().url(), contact.isEmpty() ? "" : "; " + contact),
        "%d@%s".formatted(ProcessHandle.current().pid(), settings.site().url().getHost()),
        FetchSettings.origins(
            Stream.concat(
                Stream.of(
                    settings.ingest().arxivOai(),
                    settings.ingest().arxivRss(),
                    settings.ingest().arxivApi(),
                    settings.sources().doi()),
                OtherSources.addresses(settings.sources()))));
  }

  private static OpenAlex.Access openAlex(Settings settings) {
    return new OpenAlex.Access(
        settings.sources().openalexApi(),
        settings.sources().openalexMail(),
        settings.sources().openalexKey().value(),
        Duration.ofSeconds(2));
  }

  /// The papers that jars bring. What they say is read; their code is the lab's to run.
  private static List<PluginJar> plugins(Settings settings, List<MethodEntry> edition) {
    List<Path> folders = new ArrayList<>(List.of(settings.data().resolve("plugins")));
    if (!settings.site().plugins().isEmpty()) {
      folders.add(Path.of(settings.site().plugins()));
    }
    PluginJar.Found found =
        PluginJar.in(
            folders,
            id -> edition.stream().anyMatch(method -> method.id().equals(id)),
            paper -> edition.stream().anyMatch(method -> method.paper().equals(paper)));
    found.refused().forEach(LOG::warn);
    return found.plugins();
  }

  /// What a start owes: the bundled edition and results, and an index that holds every paper.
  private void bringUpToDate() {
    new PluginPapers(papers).save(plugins);
    results.load(settings.data().resolve("results"));
    if (!index.isComplete()) {
      reindex((done, total) -> {});
    }
    indexJob.drain();
    foundLinks.drain();
  }

  /// Starts what goes on beside the requests: the index follows changes, new result files are
  /// found.
  public void startJobs() {
    if (!holdsFolder) {
      return; // the server that holds the folder does this
    }
    indexJob.start();
    runs.start();
    if (!settings.ingest().categories().isEmpty()) {
      jobs.add(Worker.start("ingest", BETWEEN_ROUNDS, ingest::round));
    }
    startAlarms();
    StandingWatch watch = new StandingWatch(database);
    jobs.add(
        Worker.start(
            "standing",
            LOOK_FOR_STANDINGS,
            () -> {
              if (watch.changed()) {
                answers.dataChanged();
              }
              return false;
            }));
    jobs.add(
        Worker.start(
            "links",
            LOOK_FOR_LINKS,
            () -> {
              boolean found = foundLinks.round();
              if (found) {
                answers.dataChanged();
              }
              return found;
            }));
    if (settings.links().check()) {
      jobs.add(
          Worker.start(
              "link check",
              BETWEEN_ROUNDS,
              () -> {
                linkCheck.round();
                return false; // a few a minute, however many wait
              }));
    }
    if (openAlex(settings).isGiven()) {
      jobs.add(Worker.start("openalex", BETWEEN_ROUNDS, openAlex::round));
    }
    if (!following.isEmpty()) { // beside arXiv's, so that neither waits for the other's pauses
      jobs.add(Worker.start("following", BETWEEN_ROUNDS, following::round));
    }
    if (settings.digest().enabled()) {
      startDigests();
    }
    jobs.addAll(outward.start());
    jobs.add(
        Worker.start(
            "log of requests",
            FORGET_REQUESTS,
            () -> {
              fetchLog.forget(clock.instant().minus(KEEP_REQUESTS));
              return false;
            }));
    jobs.add(
        Worker.start(
            "results",
            LOOK_FOR_RESULTS,
            () -> {
              results.load(settings.data().resolve("results"));
              return false;
            }));
  }

  private void startDigests() {
    jobs.add(
        Worker.start(
            "digest",
            BETWEEN_ROUNDS,
            () -> {
              digests.choose(clock.instant());
              bounces.readAll(settings.data().resolve("bounces"));
              return false;
            }));
    jobs.add(Worker.start("post", LOOK_FOR_MAIL, () -> post.send() > 0));
    jobs.add(
        Worker.start(
            "addresses that nobody confirmed",
            FORGET_ASKED,
            () -> {
              signup.forgetOld();
              post.forgetBefore(clock.instant().minus(KEEP_MAILS));
              return false;
            }));
  }

  private void startAlarms() {
    String to = settings.ingest().alarmMail();
    Mailer mailer = new Mailer(settings.mail(), settings.site().url(), clock);
    if (!to.isEmpty() && !mailer.ready()) {
      LOG.warn(
          "ingest.alarm.mail is set, but mail.host or mail.from is not: {} learns of no alarm", to);
    } else if (!to.isEmpty()) {
      AlarmMail mail = new AlarmMail(database, alarms, mailer, to, settings.site().url(), clock);
      jobs.add(Worker.start("alarm-mail", LOOK_FOR_ALARMS, mail::tell));
    }
  }

  /// The root of the repository, where the launcher says that there is one.
  private static @Nullable Path home() {
    String home = System.getProperty("offprint.home", "");
    return home.isEmpty() ? null : Path.of(home).toAbsolutePath().normalize();
  }

  /// The code that makes the first admin; empty when there is one.
  Optional<String> setupCode() {
    return setupCode.open();
  }

  /// Returns when searches see everything that was committed; beside a server, at once.
  void finishIndexing() {
    if (holdsFolder) {
      indexJob.drain();
    }
  }

  /// Returns when few enough papers wait for the index, so that a long import does not end with a
  /// queue as long as itself; beside a server, at once.
  void letIndexFollow() {
    if (holdsFolder) {
      indexJob.await(MOST_WAITING);
    }
  }

  /// Rebuilds what is derived from the database; returns how many papers there are.
  public long reindex(Reindex.Progress progress) {
    foundLinks.askAgain();
    return new Reindex(database, papers, index, indexJob).run(progress);
  }

  /// False for a command that works beside a server: the server's index follows what it commits.
  boolean holdsFolder() {
    return holdsFolder;
  }

  Settings settings() {
    return settings;
  }

  Database database() {
    return database;
  }

  Papers papers() {
    return papers;
  }

  Days days() {
    return days;
  }

  Votes votes() {
    return votes;
  }

  LuceneIndex index() {
    return index;
  }

  Announcements announcements() {
    return announcements;
  }

  Alarms alarms() {
    return alarms;
  }

  Quarantine quarantine() {
    return quarantine;
  }

  QuarantineRetry quarantineRetry() {
    return quarantineRetry;
  }

  FetchLog fetchLog() {
    return fetchLog;
  }

  Harvester harvester() {
    return harvester;
  }

  Ingest ingest() {
    return ingest;
  }

  PostOffice post() {
    return post;
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }

  Digests digests() {
    return digests;
  }

  DigestPages digestPages() {
    return digestPages;
  }

  Bounces bounces() {
    return bounces;
  }

  /// The parts by name, for the routes to take in their constructors.
  Map<String, Object> parts() {
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("settings", settings);
    parts.put("database", database);
    parts.put("papers", papers);
    parts.put("days", days);
    parts.put("results", results);
    parts.put("boards", new Boards(results));
    parts.put("index", index);
    parts.put("indexJob", indexJob);
    parts.put("answers", answers);
    parts.put("accounts", accounts);
    parts.put("sessions", sessions);
    parts.put("invitations", invitations);
    parts.put("setupCode", setupCode);
    parts.put("submissions", submissions);
    parts.put("addedLinks", addedLinks);
    parts.put("picks", picks);
    parts.put("authorship", authorship);
    parts.put("shelves", shelves);
    parts.put("votes", votes);
    parts.put("tokens", tokens);
    parts.put("mailLinks", mailLinks);
    parts.put("linkMail", linkMail);
    parts.put("outsideNames", outsideNames);
    parts.put("providers", Providers.of(settings.accounts(), clock));
    parts.put("accountData", new AccountData(database));
    parts.put("news", notices);
    parts.put("comments", comments);
    parts.put("notes", notes);
    parts.put("talk", talk);
    parts.put("moderation", moderation);
    parts.put("submissionsOfOne", submissions.ownData());
    parts.put("picksOfOne", picks.ownData());
    parts.put("authorshipOfOne", authorship.ownData());
    Meetings meetings = new Meetings(database, clock);
    parts.put("meetings", meetings);
    parts.put("meetingsOfOne", meetings.ownData());
    parts.put("shelvesOfOne", shelves.ownData());
    parts.put("moderationOfOne", moderation.ownData());
    parts.putAll(
        new ProgramGates(
                papers, days, votes, comments, submissions, addedLinks, authorship, answers)
            .parts());
    parts.put("runs", runs);
    parts.put("announcements", announcements);
    parts.put("alarms", alarms);
    parts.put("quarantine", quarantine);
    parts.put("quarantineRetry", quarantineRetry);
    parts.put("calendar", calendar);
    parts.put("fetchLog", fetchLog);
    parts.put("harvester", harvester);
    parts.put("foundLinks", foundLinks);
    parts.put("post", post);
    parts.put("links", links);
    parts.put("subscriptions", subscriptions);
    parts.put("signup", signup);
    parts.put("digests", digests);
    parts.put("digestPages", digestPages);
    parts.put("outward", outward);
    parts.put("clock", clock);
    return parts;
  }

  @Override
  public void close() {
    post.close(); // before what waits for it
    outward.close();
    runs.close();
    fetcher.close(); // what is being asked for now is asked for again after the next start
    jobs.forEach(Worker::close);
    linkMail.close();
    indexJob.close();
    index.close();
    database.close();
    closeHost.run();
  }
}
