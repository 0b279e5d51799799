from pathlib import Path

from pytest_django import Settings

from files.arrival import NamelessUploadHandler


def test_a_large_upload_has_no_name_on_the_disk(tmp_path: Path, settings: Settings) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    handler = NamelessUploadHandler()
    handler.new_file("photos", "hall.jpg", "image/jpeg", 6)
    handler.receive_data_chunk(b"abc", 0)
    handler.receive_data_chunk(b"def", 3)
    upload = handler.file_complete(6)
    assert [*tmp_path.iterdir()] == []
    assert (upload.name, upload.content_type, upload.size, upload.read()) == ("hall.jpg", "image/jpeg", 6, b"abcdef")
    handler.upload_interrupted()
    assert upload.closed
