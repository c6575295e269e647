package io.trestle.frameworks.spring;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

/** What Spring Data makes of names. */
public interface Parcels extends JpaRepository<Parcel, Long> {

  List<Parcel> findByGiftFalseAndPiecesAndWeightAndTokenAndPackedAndDue(
      int pieces, BigDecimal weight, UUID token, Instant packed, LocalDate due);
}
