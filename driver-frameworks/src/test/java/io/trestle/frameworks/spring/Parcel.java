package io.trestle.frameworks.spring;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A parcel; all of its columns but the first two are under rules. */
@Entity
@Table(name = "parcels")
public class Parcel {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private @Nullable Long id;

  @Column(length = 80)
  private @Nullable String address;

  private boolean gift;

  private int pieces = 1;

  @Column(precision = 8, scale = 2)
  private BigDecimal weight = new BigDecimal("0.50");

  private UUID token = new UUID(0, 0);

  private Instant packed = Instant.parse("2026-01-01T00:00:00Z");

  private LocalDate due = LocalDate.of(2026, 1, 2);

  protected Parcel() {}

  public Parcel(String address) {
    this.address = address;
  }

  public @Nullable Long getId() {
    return id;
  }

  public void setGift(boolean gift) {
    this.gift = gift;
  }

  /** All that is under rules. */
  public String contents() {
    return String.join(
        " ",
        String.valueOf(gift),
        String.valueOf(pieces),
        weight.toString(),
        token.toString(),
        packed.toString(),
        due.toString());
  }
}
