package io.trestle.frameworks.spring;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.transaction.annotation.Transactional;

/** What Spring Data makes of names. */
public interface Orders extends JpaRepository<Order, Long> {

  List<Order> findByStatus(String status);

  Page<Order> findByStatusNot(String status, Pageable page);

  @Query(value = "SELECT * FROM orders WHERE status = :status", nativeQuery = true)
  Page<Order> findNatively(String status, Pageable page);

  @Lock(LockModeType.PESSIMISTIC_WRITE)
  Optional<Order> findFirstByStatusOrderById(String status);

  @Query("select o.status as status, count(o) as number from Order o group by o.status")
  List<StatusCount> countByStatuses();

  /** A projection. */
  interface StatusCount {
    String getStatus();

    long getNumber();
  }

  @Transactional
  long deleteByStatus(String status);

  long countByStatus(String status);

  @Modifying
  @Transactional
  @Query("update Order o set o.status = :status where o.id = :id")
  int setStatus(long id, String status);
}
