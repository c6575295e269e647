package io.trestle.frameworks.spring;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

/** What Spring Data makes of names. */
public interface Shipments extends JpaRepository<Shipment, Long> {

  List<Shipment> findByStatusOrderByIdDesc(String status);
}
