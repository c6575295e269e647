package recorder;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.hibernate.SessionFactory;
import org.springframework.data.domain.*;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.data.jpa.repository.*;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactory;
import org.springframework.data.repository.query.Param;
import recorder.model.*;

/** Spring Data JPA: derived queries, pages, specifications, queries by annotation. */
public final class Springdata {

  private Springdata() {}

  public interface Orders extends JpaRepository<Order, Long>, JpaSpecificationExecutor<Order> {
    List<Order> findByStatusOrderById(String status);
    List<Order> findTop3ByStatusAndTotalGreaterThanEqualOrderByTotalDescIdAsc(String status, BigDecimal least);
    List<Order> findByStatusInAndNoteIsNullOrderById(Collection<String> states);
    List<Order> findByCustomerCityIgnoreCaseOrderById(String city);
    List<Order> findDistinctByOrderItemsGiftTrueOrderById();
    Page<Order> findByChannelNot(String channel, Pageable page);
    Slice<Order> findByPriorityBetween(int low, int high, Pageable page);
    List<Order> findByPlacedAtBeforeAndShippedAtIsNullOrderById(Instant when);
    long countByStatus(String status);
    boolean existsByStatusAndCurrency(String status, String currency);
    void deleteByNoteAndStatus(String note, String status);
    @EntityGraph(attributePaths = {"customer", "orderItems"}) List<Order> findByChannelOrderById(String channel);
    @Query("select o.status as status, count(o) as n, sum(o.total) as total from Order o group by o.status order by o.status") List<Summary> summary();
    @Query(value = "select * from orders where status = :s and lower(channel) = :c order by id", countQuery = "select count(*) from orders where status = :s and lower(channel) = :c", nativeQuery = true) Page<Order> nativePage(@Param("s") String s, @Param("c") String c, Pageable p);
    @Modifying(clearAutomatically = true) @Query("update Order o set o.status = :s, o.priority = 0 where o.status = :old") int move(@Param("old") String old, @Param("s") String s);
    @Lock(LockModeType.PESSIMISTIC_WRITE) Optional<Order> findByReference(UUID reference);
  }
  public interface Summary { String getStatus(); long getN(); BigDecimal getTotal(); }
  public interface Customers extends JpaRepository<Customer, Long> {
    List<Customer> findByVipTrueAndCreditGreaterThanOrderById(BigDecimal credit);
    List<Customer> findByNameContainingOrCityStartingWithOrderById(String name, String city);
    List<NameAndCity> findByCityIsNotNullOrderByName();
    Optional<Customer> findByEmail(String email);
  }
  public interface NameAndCity { String getName(); String getCity(); }
  public interface Tickets extends JpaRepository<Ticket, Long> {
    List<Ticket> findByStateAndAssigneeActiveTrueOrderBySeverityAscIdAsc(String state);
    List<Ticket> findByAssigneeIsNullOrderById();
    List<Ticket> findBySeverityLessThanAndDueOnIsNotNullOrderById(int severity);
    long countBySubjectLike(String pattern);
  }
  public interface Posts extends JpaRepository<Post, Long> {
    Page<Post> findByPublishedTrue(Pageable page);
    List<Post> findByAuthorRoleAndRatingIsNullOrderById(String role);
    List<Post> findFirst5ByTitleNotOrderByViewsDescIdAsc(String title);
    @Modifying @Query("update Post p set p.views = p.views + 1 where p.slug = ?1") int seen(String slug);
  }
  public interface Labels extends JpaRepository<Label, Integer> { List<Label> findByColor(String color, Sort sort); }
  public interface Products extends JpaRepository<Product, Integer> {
    List<Product> findByActiveFalseOrderById();
    List<Product> findByStockLessThanEqualAndCategoryDepthOrderById(int stock, short depth);
    @Query("select p from Product p where p.price = (select max(q.price) from Product q where q.category = p.category) order by p.id") List<Product> dearest();
  }
  public interface Payments extends JpaRepository<Payment, UUID> { List<Payment> findByStateAndMethodOrderById(String state, String method); }
  public interface Comments extends JpaRepository<Comment, Long> { List<Comment> findByApprovedAndScoreGreaterThanOrderByIdDesc(boolean approved, int score); void deleteByAuthorAndParentIdIsNotNull(String author); }

  private static SessionFactory factory;

  private static void scenario(String name, Consumer<JpaRepositoryFactory> work) {
    factory.inSession(s -> s.doWork(c -> c.createStatement().execute("SELECT recorder_reset('" + name + "')")));
    try (EntityManager em = factory.createEntityManager()) {
      em.getTransaction().begin();
      work.accept(new JpaRepositoryFactory(em));
      em.getTransaction().commit();
    }
  }

  private static <T> void with(Class<T> repository, List<Consumer<T>> works) {
    for (Consumer<T> work : works) {
      scenario(repository.getSimpleName(), f -> work.accept(f.getRepository(repository)));
    }
  }

  public static void main(String[] args) {
    factory = Environment.hibernate().buildSessionFactory();
    Pageable page = PageRequest.of(1, 5, Sort.by("id"));
    with(Orders.class, List.of(r -> r.findByStatusOrderById("new"), r -> r.findTop3ByStatusAndTotalGreaterThanEqualOrderByTotalDescIdAsc("paid", BigDecimal.ONE),
        r -> r.findByStatusInAndNoteIsNullOrderById(List.of("new", "paid")), r -> r.findByCustomerCityIgnoreCaseOrderById("berlin"), Orders::findDistinctByOrderItemsGiftTrueOrderById,
        r -> r.findByChannelNot("phone", page), r -> r.findByPriorityBetween(0, 1, page), r -> r.findByPlacedAtBeforeAndShippedAtIsNullOrderById(Instant.parse("2026-02-10T00:00:00Z")),
        r -> r.countByStatus("new"), r -> r.existsByStatusAndCurrency("paid", "USD"), r -> r.findByChannelOrderById("web"), Orders::summary, r -> r.nativePage("new", "web", PageRequest.of(0, 4)),
        r -> r.move("paid", "new"), r -> r.move("new", "paid"), r -> r.findByReference(UUID.fromString("00000000-0000-4000-8000-000000000009")), r -> r.findAll(page), r -> r.findAll(Sort.by(Sort.Order.desc("status"), Sort.Order.asc("id"))),
        r -> r.findAll((Specification<Order>) (root, q, cb) -> cb.and(cb.equal(root.get("currency"), "EUR"), cb.or(cb.isNull(root.get("note")), cb.gt(root.get("priority"), 0))), page),
        r -> r.findAllById(List.of(1L, 2L, 3L)), r -> r.existsById(4L), r -> { Order o = r.findById(6L).orElseThrow(); o.status = "paid"; o.shippedAt = null; r.saveAndFlush(o); },
        r -> { Order probe = new Order(); probe.status = "new"; r.findAll(Example.of(probe, ExampleMatcher.matching().withIgnorePaths("total", "currency", "channel", "priority", "placedAt")), Sort.by("id")); },
        r -> r.deleteByNoteAndStatus("nothing", "new"), r -> r.count()));
    with(Customers.class, List.of(r -> r.findByVipTrueAndCreditGreaterThanOrderById(BigDecimal.ZERO), r -> r.findByNameContainingOrCityStartingWithOrderById("r 1", "Ber"), Customers::findByCityIsNotNullOrderByName,
        r -> r.findByEmail("customer4@example.com"), r -> { Customer c = new Customer(); c.email = "sd@example.com"; c.name = "SD"; r.save(c); }, r -> { Customer c = r.findById(3L).orElseThrow(); c.city = "Lisbon"; c.vip = false; }));
    with(Tickets.class, List.of(r -> r.findByStateAndAssigneeActiveTrueOrderBySeverityAscIdAsc("open"), Tickets::findByAssigneeIsNullOrderById, r -> r.findBySeverityLessThanAndDueOnIsNotNullOrderById(3), r -> r.countBySubjectLike("Subject%")));
    with(Posts.class, List.of(r -> r.findByPublishedTrue(page), r -> r.findByAuthorRoleAndRatingIsNullOrderById("agent"), r -> r.findFirst5ByTitleNotOrderByViewsDescIdAsc("Untitled"), r -> r.seen("post-3"), r -> r.deleteAllInBatch(List.of())));
    with(Labels.class, List.of(r -> r.findByColor("#ffffff", Sort.by("name")), r -> { Label a = new Label(); a.name = "sa"; Label b = new Label(); b.name = "sb"; b.color = "#ff0000"; r.saveAll(List.of(a, b)); }));
    with(Products.class, List.of(Products::findByActiveFalseOrderById, r -> r.findByStockLessThanEqualAndCategoryDepthOrderById(10, (short) 1), Products::dearest));
    with(Payments.class, List.of(r -> r.findByStateAndMethodOrderById("open", "card"), r -> r.deleteById(UUID.fromString("10000000-0000-4000-8000-000000000004")), JpaRepository::deleteAllInBatch));
    with(Comments.class, List.of(r -> r.findByApprovedAndScoreGreaterThanOrderByIdDesc(true, 0), r -> r.deleteByAuthorAndParentIdIsNotNull("anonymous")));
    factory.close();
    System.out.println("Spring Data JPA 3.5.4, Hibernate " + org.hibernate.Version.getVersionString() + ", pgjdbc");
  }
}
