-- What the release says about itself: one parameter for each column.
insert into meta.release values (
    $release_id,
    $created,
    $content_sha256,
    $shape_sha256,
    $inputs_sha256,
    $rules_sha256,
    $load_id,
    $versions,
    $row_counts,
    $previous_release
)
