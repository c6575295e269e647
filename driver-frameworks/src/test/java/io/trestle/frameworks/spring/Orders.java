package io.trestle.frameworks.spring;

import java.util.List;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.transaction.annotation.Transactional;

/** What Spring Data makes of names. */
public interface Orders extends JpaRepository<Order, Long> {

  List<Order> findByStatus(String status);

  Page<Order> findByStatusNot(String status, Pageable page);

  long countByStatus(String status);

  @Modifying
  @Transactional
  @Query("update Order o set o.status = :status where o.id = :id")
  int setStatus(long id, String status);
}
